"""The transducer's two small networks as sherpa-onnx splits them, a step each: the same files serve it and us."""
import torch
from torch import nn
from torch.nn import functional


class Decoder(nn.Module):
    """The prediction network over one token a row; what the token adds to the first layer's gates is a table."""

    def __init__(self, recognizer):
        super().__init__()
        self.lstm, layers = recognizer.prediction, recognizer.shape.prediction_layers
        self.of_input = nn.ParameterList([getattr(self.lstm, f"weight_ih_l{i}") for i in range(1, layers)])
        self.of_state = nn.ParameterList([getattr(self.lstm, f"weight_hh_l{i}") for i in range(layers)])
        self.bias = [(getattr(self.lstm, f"bias_ih_l{i}") + getattr(self.lstm, f"bias_hh_l{i}")).detach() for i in range(layers)]
        self.register_buffer("table", functional.linear(recognizer.embedding.weight, self.lstm.weight_ih_l0, self.bias[0]).detach())
        self.eval()

    def forward(self, targets, target_length, hidden, cell):
        """targets i32 [batch, 1], hidden and cell [layers, batch, prediction] to outputs [batch, prediction, 1], the lengths, and both anew."""
        gates, hiddens, cells = functional.embedding(targets[:, 0], self.table), [], []
        for i, weight in enumerate(self.of_state):
            if i > 0:
                gates = functional.linear(hiddens[-1], self.of_input[i - 1], self.bias[i])
            enter, keep, new, leave = (gates + hidden[i] @ weight.T).chunk(4, 1)
            cells.append(keep.sigmoid() * cell[i] + enter.sigmoid() * new.tanh())
            hiddens.append(leave.sigmoid() * cells[-1].tanh())
        return hiddens[-1][:, :, None], target_length + 0, torch.stack(hiddens), torch.stack(cells)


class Joiner(nn.Module):
    """Logits of one encoded frame and one prediction."""

    def __init__(self, recognizer):
        super().__init__()
        self.of_encoded, self.of_predicted, self.joined = recognizer.of_encoded, recognizer.of_predicted, recognizer.joined
        self.eval()

    def forward(self, encoder_outputs, decoder_outputs):
        """[batch, width, 1] and [batch, prediction, 1] to [batch, 1, 1, vocabulary + 1]."""
        x = functional.relu(self.of_encoded(encoder_outputs[:, :, 0]) + self.of_predicted(decoder_outputs[:, :, 0]))
        return self.joined(x)[:, None, None]
