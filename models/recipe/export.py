"""A step as an ONNX file of operators that GPU providers run natively, checked before it is written."""
import collections
import io

import onnx
import torch
from torch import nn

# What ONNX Runtime's WebGPU provider has kernels for, of what a step may need; shapes and indices are all constants.
NATIVE = set("""Add Clip Concat Constant Conv Div Exp Gemm Identity LayerNormalization Log MatMul Mul Pow PRelu ReduceMean ReduceSum Relu Reshape Sigmoid Slice Split
Sqrt Squeeze Sub Tanh Transpose Unsqueeze""".split())


class Stepped(nn.Module):
    def __init__(self, network, step):
        super().__init__()
        self.network, self.step = network, step

    def forward(self, *tensors):
        return self.step(*tensors)


def write(path, network, step, inputs, outputs):
    """Writes a step with inputs [batch, ...] of these shapes; axis 0 of every tensor is the batch."""
    tensors = tuple(torch.rand(2, *shape) for shape in inputs.values())
    check_batch(step, inputs)
    file, names = io.BytesIO(), [*inputs, *outputs]
    with torch.no_grad():
        torch.onnx.export(Stepped(network, step).eval(), tensors, file, opset_version=17, input_names=list(inputs), output_names=outputs,
                          dynamic_axes={name: {0: "batch"} for name in names})
    model = onnx.load_model_from_string(file.getvalue())
    onnx.checker.check_model(model)
    operators = collections.Counter(node.op_type for node in model.graph.node)
    foreign = set(operators) - NATIVE
    if foreign:
        raise ValueError(f"{path}: expected operators that a GPU provider has, found {sorted(foreign)}")
    drop_names(model)
    onnx.save(model, str(path))
    print(f"wrote {path}: {path.stat().st_size:,} bytes; " + ", ".join(f"{count} {name}" for name, count in operators.most_common()))


def check_batch(step, inputs, count=5):
    """A batch equals as many runs of one."""
    tensors = [torch.randn(count, *shape) for shape in inputs.values()]
    with torch.no_grad():
        together = step(*tensors)
        for i in range(count):
            for many, one in zip(together, step(*(t[i:i + 1] for t in tensors))):
                torch.testing.assert_close(many[i:i + 1], one, rtol=1e-4, atol=1e-5)


def drop_names(model):
    """The exporter's own names of nodes hold the paths of this machine's Python modules."""
    for i, node in enumerate(model.graph.node):
        node.name, node.doc_string = f"{node.op_type}_{i}", ""
