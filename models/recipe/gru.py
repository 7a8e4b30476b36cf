"""A gated recurrent unit that is trained over whole sequences and exported as one step of plain products."""
import torch
from torch import nn


class Gru(nn.GRU):
    """One layer (Cho et al. 2014, in the form of cuDNN: the reset gate acts after the product)."""

    def __init__(self, inputs, units):
        super().__init__(inputs, units, batch_first=True)

    def step(self, x, h):
        """x [batch, inputs], h [batch, units] to the next h; what ONNX sees is Gemm, Split, Sigmoid, Tanh, Mul, Add and Sub."""
        of_x = nn.functional.linear(x, self.weight_ih_l0, self.bias_ih_l0)
        of_h = nn.functional.linear(h, self.weight_hh_l0, self.bias_hh_l0)
        reset_x, update_x, new_x = of_x.split(self.hidden_size, 1)
        reset_h, update_h, new_h = of_h.split(self.hidden_size, 1)
        update = torch.sigmoid(update_x + update_h)
        new = torch.tanh(new_x + torch.sigmoid(reset_x + reset_h) * new_h)
        return new + update * (h - new)
