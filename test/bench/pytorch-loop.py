"""The training loop that everybody writes in PyTorch, on one thread: what the engine is compared with. One question a line, one number a line."""
import json
import sys
import time

import torch

torch.set_num_threads(1)
now = time.process_time if sys.argv[1] == "processor" else time.perf_counter


def network(sizes):
    layers = []
    for index in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[index], sizes[index + 1]))
        if index < len(sizes) - 2:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def convolutional_network():
    """conv16-pool-conv32-pool-dense10 on images of 28 x 28."""
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 16, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(16, 32, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(800, 10),
    )


def update(model, optimizer, loss_function, x, y):
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def median_milliseconds(work, seconds):
    """Of so many seconds of wall time, after a few that do not count."""
    for _ in range(3):
        work()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = now()
        work()
        times.append(now() - start)
    times.sort()
    return 1000 * times[len(times) // 2]


def step(model, x, classes, seconds):
    """One update after the other with the same batch, which costs this loop nothing to pick."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    loss_function = torch.nn.CrossEntropyLoss()
    y = torch.randint(0, classes, (x.shape[0],))
    return median_milliseconds(lambda: update(model, optimizer, loss_function, x, y), seconds)


def product(rows, inner, columns, seconds):
    left, right, result = torch.randn(rows, inner), torch.randn(inner, columns), torch.empty(rows, columns)
    return median_milliseconds(lambda: torch.mm(left, right, out=result), seconds)


def study_run(batch, rate, epochs):
    """One run of the study: 500 training and 500 test rows, evaluated on both after every epoch. Returns its seconds."""
    x = torch.randn(1000, 2)
    y = torch.randint(0, 3, (1000,))
    train_x, train_y, test_x, test_y = x[:500], y[:500], x[500:], y[500:]
    model = network([2, 50, 3])
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    loss_function = torch.nn.CrossEntropyLoss()
    start = now()
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
    return now() - start


def probe_trial(sizes, batch, trials):
    """Norm of the gradient of a random batch of 4,000 rows at fixed weights. Returns the seconds of one trial."""
    x, y = torch.randn(4000, sizes[0]), torch.randint(0, sizes[-1], (4000,))
    model = network(sizes)
    loss_function = torch.nn.CrossEntropyLoss()

    def trial():
        rows = torch.randperm(4000)[:batch]
        model.zero_grad()
        loss_function(model(x[rows]), y[rows]).backward()
        return sum(parameter.grad.pow(2).sum() for parameter in model.parameters()).sqrt().item()

    trial()
    start = now()
    for _ in range(trials):
        trial()
    return (now() - start) / trials


def sizes_in(text):
    return [int(size) for size in text.split("-")]


def answer(command, *arguments):
    if command == "step":
        sizes = sizes_in(arguments[0])
        return step(network(sizes), torch.randn(int(arguments[1]), sizes[0]), sizes[-1], float(arguments[2]))
    if command == "convolutional":
        return step(convolutional_network(), torch.randn(int(arguments[0]), 1, 28, 28), 10, float(arguments[1]))
    if command == "product":
        return product(*[int(size) for size in arguments[:3]], float(arguments[3]))
    if command == "probe":
        return probe_trial(sizes_in(arguments[0]), int(arguments[1]), int(arguments[2]))
    return study_run(int(arguments[0]), float(arguments[1]), int(arguments[2]))


if __name__ == "__main__":
    for line in sys.stdin:
        print(answer(*json.loads(line)), flush=True)
