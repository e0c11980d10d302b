"""The training loop that everybody writes in PyTorch, on one thread: what the engine is compared with. Prints one JSON object."""
import json
import sys
import time

import torch

torch.set_num_threads(1)


def network(sizes):
    layers = []
    for index in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[index], sizes[index + 1]))
        if index < len(sizes) - 2:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def update(model, optimizer, loss_function, x, y):
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def step(sizes, batch, seconds):
    model = network(sizes)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    loss_function = torch.nn.CrossEntropyLoss()
    x = torch.randn(batch, sizes[0])
    y = torch.randint(0, sizes[-1], (batch,))
    for _ in range(5):
        update(model, optimizer, loss_function, x, y)
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        update(model, optimizer, loss_function, x, y)
        times.append(time.perf_counter() - start)
    times.sort()
    return {"version": torch.__version__, "milliseconds": 1000 * times[len(times) // 2]}


def study_run(batch, rate, epochs):
    """One run of the study: 500 training and 500 test rows, evaluated on both after every epoch. Returns its seconds."""
    x = torch.randn(1000, 2)
    y = torch.randint(0, 3, (1000,))
    train_x, train_y, test_x, test_y = x[:500], y[:500], x[500:], y[500:]
    model = network([2, 50, 3])
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    loss_function = torch.nn.CrossEntropyLoss()
    start = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(500)
        for first in range(0, 500, batch):
            rows = order[first : first + batch]
            update(model, optimizer, loss_function, train_x[rows], train_y[rows])
        with torch.no_grad():
            for rows_x, rows_y in ((train_x, train_y), (test_x, test_y)):
                output = model(rows_x)
                loss_function(output, rows_y).item()
                (output.argmax(1) == rows_y).float().mean().item()
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1] == "step":
        result = step([int(size) for size in sys.argv[2].split("-")], int(sys.argv[3]), float(sys.argv[4]))
    else:
        result = {"version": torch.__version__, "seconds": study_run(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))}
    print(json.dumps(result))
