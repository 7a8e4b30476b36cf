"""
Reads the tensors of a PyTorch state and the arrays of a NumPy pickle with Python's own library alone.

Both files are pickles, and a pickle can name any function there is and have it called. Here the names of tensors and arrays are known, and each stands for something
in this file that only holds numbers; any other name ends the reading before anything of it runs.
"""

import array
import pickle
import sys
import zipfile
from io import BytesIO
from math import prod

from refusal import Refusal

LARGEST_PICKLE = 1 << 20  # bytes; those of this model have 1.7 kB and 50 kB
AGAIN = "download it again: it is damaged or of another kind"


class Tensor:
    """Numbers in row-major order, with their shape."""

    def __init__(self, shape, values):
        self.shape, self.values = shape, values


def read_state(path):
    """The float32 tensors of a file that torch.save wrote, by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return read_archive(path, archive)
    except (Refusal, PermissionError):
        raise
    except Exception as e:  # a damaged archive can fail in any way
        raise Refusal(path, "a PyTorch state, which is a zip archive", f"{type(e).__name__}: {e}", AGAIN) from e


def read_array(path, name):
    """One integer array of a pickled dictionary of NumPy arrays."""
    if path.stat().st_size > LARGEST_PICKLE:
        raise Refusal(path, f"a pickle of at most {LARGEST_PICKLE} bytes", f"{path.stat().st_size}", AGAIN)
    found = Numbers(path, path.read_bytes(), ARRAYS).read()
    if not isinstance(found, dict) or not isinstance(found.get(name), PickledArray):
        raise Refusal(path, f"a dictionary with the array '{name}'", "none", AGAIN)
    return found[name].tensor


def read_archive(path, archive):
    heads = [info for info in archive.infolist() if info.filename.endswith("/data.pkl")]
    if len(heads) != 1:
        raise Refusal(path, "one data.pkl in the archive", f"{len(heads)}", AGAIN)
    home = heads[0].filename.removesuffix("data.pkl")
    # What is stored as it is cannot grow when it is read, as a hostile archive would.
    if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()) or heads[0].file_size > LARGEST_PICKLE:
        raise Refusal(path, f"entries that are not compressed, and a data.pkl of at most {LARGEST_PICKLE} bytes", "others", "save the state again with torch.save")
    order = archive.read(home + "byteorder").decode() if home + "byteorder" in archive.namelist() else "little"
    found = Numbers(path, archive.read(heads[0]), TENSORS, lambda key: numbers_of("f", archive.read(f"{home}data/{key}"), order)).read()
    if not isinstance(found, dict):
        raise Refusal(path, "a dictionary of tensors", type(found).__name__, "save model.state_dict(), not the model")
    return {name: value for name, value in found.items() if isinstance(value, Tensor)}


def numbers_of(code, data, order):
    """The numbers in bytes that are in 'little' or 'big' order."""
    if order not in ("little", "big"):
        raise ValueError(f"a byte order '{order}'")
    values = array.array(code, data)
    if order != sys.byteorder:
        values.byteswap()
    return values


class Numbers(pickle.Unpickler):
    """An unpickler that knows some names and nothing else."""

    def __init__(self, path, data, known, storage=None):
        super().__init__(BytesIO(data))
        self.path, self.known, self.storage, self.storages = path, known, storage, {}

    def read(self):
        try:
            return self.load()
        except Refusal:
            raise
        except Exception as e:  # a damaged pickle can fail in any way
            raise Refusal(self.path, "a pickle of numbers", f"{type(e).__name__}: {e}", AGAIN) from e

    def find_class(self, module, name):
        if (module, name) not in self.known:
            raise Refusal(self.path, f"only {', '.join('.'.join(k) for k in self.known)} in the pickle", f"{module}.{name}",
                          "do not open it with other programs: a pickle that names more than numbers may run anything")
        return self.known[module, name]

    def persistent_load(self, reference):
        kind, code, key, _, count = reference
        if key not in self.storages:
            self.storages[key] = self.storage(key)
        if kind != "storage" or code != "f" or len(self.storages[key]) != count:
            raise ValueError(f"a storage of {count} float32 with {len(self.storages[key])}")
        return self.storages[key]


class State(dict):
    """Stands for the ordered dictionary of a PyTorch state, which carries attributes too."""


def tensor_of(storage, offset, shape, stride, *_):
    """Stands for torch._utils._rebuild_tensor_v2."""
    rows = tuple(prod(shape[i + 1:]) for i in range(len(shape)))
    if any(s != r for s, r, n in zip(stride, rows, shape, strict=True) if n > 1):
        raise ValueError(f"a tensor {shape} with strides {stride}, not row after row")
    values = storage[offset:offset + prod(shape)]
    if offset < 0 or len(values) != prod(shape):
        raise ValueError(f"a tensor {shape} that does not lie in its storage")
    return Tensor(shape, values)


class PickledType:
    """Stands for numpy.dtype."""

    def __init__(self, name, *_):
        self.name, self.order = name, "little"

    def __setstate__(self, state):
        self.order = "big" if state[1] == ">" else "little"


class PickledArray:
    """Stands for numpy.ndarray; `tensor` holds its integers."""

    def __init__(self, *_):
        self.tensor = Tensor((0,), array.array("q"))

    def __setstate__(self, state):
        _, shape, kind, _, data = state
        values = numbers_of({"i4": "i", "i8": "q"}[kind.name], data, kind.order)
        if len(values) != prod(shape):
            raise ValueError(f"an array {shape} with {len(values)} numbers")
        self.tensor = Tensor(shape, values)


TENSORS = {
    ("collections", "OrderedDict"): State,
    ("torch._utils", "_rebuild_tensor_v2"): tensor_of,
    ("torch", "FloatStorage"): "f",
}

ARRAYS = {
    ("numpy", "ndarray"): PickledArray,
    ("numpy", "dtype"): PickledType,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,  # NumPy 2
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,   # NumPy 1
}
