"""What both recipes do alike: the command line, the loop, the weights."""
import argparse
import pathlib
import time

import torch

DECAY = 1500


def chosen(about, name, steps):
    """What the command line says."""
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--data", default="../shared/data", help="the folder with audio/librispeech")
    options.add_argument("--steps", type=int, default=steps)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--weights", default=f"artifacts/{name}.pt", help="where the weights are kept besides, as PyTorch has them")
    options.add_argument("--measure", action="store_true", help="only measures what --weights holds")
    return options.parse_args()


def keep(network, weights):
    pathlib.Path(weights).parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), weights)


def load(network, weights):
    network.load_state_dict(torch.load(weights))
    network.eval()


def prepare(threads):
    """Fewer threads than cores suit models this small; run with OPENBLAS_NUM_THREADS=1 besides."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)


def rate_at(i, steps):
    """The share of the rate at step i: warmed up, held, and taken to nothing over the last steps."""
    return min(1, (i + 1) / 50, (steps - i) / min(DECAY, steps / 2))


def train(network, draw, loss, steps, rate=2e-3):
    """Adam; tells how it goes."""
    optimiser = torch.optim.Adam(network.parameters(), rate, betas=(0.9, 0.98))
    begun, losses = time.time(), []
    for i in range(steps):
        optimiser.param_groups[0]["lr"] = rate * rate_at(i, steps)
        value = loss(network, *draw())
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(value.item())
        if len(losses) == 50 or i == steps - 1:
            took = time.time() - begun
            print(f"step {i + 1:5d} of {steps}   loss {sum(losses) / len(losses):7.4f}   {took / 60:5.1f} min, {took / (i + 1) * (steps - i - 1) / 60:5.1f} left", flush=True)
            losses.clear()
