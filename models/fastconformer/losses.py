"""What a hybrid recogniser is trained with: the transducer's loss with FastEmit, CTC's, and both weighed. Run alone, it checks the former by enumeration."""
import itertools

import torch
from torch.nn import functional as F


def transducer(logits, targets, frames, labels, emit_sooner=5e-3):
    """
    The RNN-T loss (Graves 2012, eq. 16-18), summed over a batch. logits [B,T,U+1,V+1] with blank last, targets [B,U], frames [B] and labels [B] say how much of
    them counts. FastEmit (Yu et al. 2021, eq. 13) makes the gradient of every label larger by a share, and leaves the value as it is.
    """
    log = logits.log_softmax(3)
    blank = log[..., -1].double()
    label = log[:, :, :-1].gather(3, targets[:, None, :, None].expand(-1, log.shape[1], -1, 1))[..., 0].double()
    label = label * (1 + emit_sooner) - label.detach() * emit_sooner
    # alpha(t,u) = logaddexp(alpha(t-1,u) + blank(t-1,u), alpha(t,u-1) + label(t,u-1)) runs along t; with the sums of blanks taken out it is one cumulative
    # logsumexp for all t, so the loop goes only over the few labels.
    stay = F.pad(blank.cumsum(1)[:, :-1], (0, 0, 1, 0))
    row = stay[..., 0]
    alpha = [row]
    for u in range(label.shape[2]):
        row = stay[..., u + 1] + torch.logcumsumexp(row + label[..., u] - stay[..., u + 1], 1)
        alpha.append(row)
    every = torch.arange(len(frames), device=frames.device)
    return -(torch.stack(alpha, 2) + blank)[every, frames - 1, labels].sum()


def ctc(log_probabilities, targets, frames, labels):
    """The CTC loss, summed over a batch, of log probabilities [B,T,V+1] with blank last; 0 where the labels do not fit into the frames."""
    blank = log_probabilities.shape[2] - 1
    return F.ctc_loss(log_probabilities.transpose(0, 1), targets, frames, labels, blank, "sum", zero_infinity=True)


def hybrid(network, features, lengths, targets, labels, lookahead, ctc_share=0.3):
    """The transducer's loss and CTC's of one encoder, per label, and each alone (an item without labels counts as one)."""
    encoded, frames = network.encode(features, lengths, lookahead)
    count = labels.clamp(min=1).sum()
    of_transducer = transducer(network.joint(encoded, network.predict(targets)), targets, frames, labels) / count
    of_ctc = ctc(network.ctc(encoded), targets, frames, labels) / count
    return (1 - ctc_share) * of_transducer + ctc_share * of_ctc, of_transducer.detach(), of_ctc.detach()


def enumerated(log, targets):
    """The same for one item [T,U+1,V+1], from the definition: the sum over every order of its T blanks and U labels that ends with a blank."""
    frames, labels = log.shape[0], len(targets)
    paths = []
    for places in itertools.combinations(range(frames + labels - 1), labels):
        t = u = 0
        path = 0
        for step in range(frames + labels):
            if step in places:
                path, u = path + log[t, u, targets[u]], u + 1
            else:
                path, t = path + log[t, u, -1], t + 1
        paths.append(path)
    return -torch.logsumexp(torch.stack(paths), 0)


def check():
    """Values and gradients of a padded batch against enumeration; with FastEmit, the gradients of labels alone are larger."""
    torch.manual_seed(1)
    frames, labels = torch.tensor([4, 3, 1, 5]), torch.tensor([2, 3, 1, 0])
    logits = torch.randn(4, 5, 4, 6, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(0, 5, (4, 3))
    one = [logits[i, :t, :u + 1].log_softmax(2) for i, (t, u) in enumerate(zip(frames, labels))]
    expected = sum(enumerated(log, targets[i, :u].tolist()) for i, (log, u) in enumerate(zip(one, labels)))
    found = transducer(logits, targets, frames, labels, 0)
    torch.testing.assert_close(found, expected)
    slopes, = torch.autograd.grad(expected, logits, retain_graph=True)
    torch.testing.assert_close(torch.autograd.grad(found, logits)[0], slopes)
    torch.testing.assert_close(transducer(logits, targets, frames, labels, 0.1), expected)
    sooner, = torch.autograd.grad(transducer(logits, targets, frames, labels, 0.1), logits)
    posterior = [torch.autograd.grad(expected, log, retain_graph=True)[0] for log in one]
    for i, (slope, log) in enumerate(zip(posterior, one)):
        larger = torch.cat([slope[..., :-1] * 1.1, slope[..., -1:]], 2)
        torch.testing.assert_close(sooner[i, :frames[i], :labels[i] + 1], larger - log.exp().detach() * larger.sum(2, keepdim=True))
    print("the transducer's loss, its gradient and FastEmit agree with enumeration")


if __name__ == "__main__":
    check()
