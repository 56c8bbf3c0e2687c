# Nx - tensors as the user sees them.
#
# Elementwise operations on numbers are natives (Nx.add, Nx.exp, ...; src/lang/native_op.c). The
# functions here say what a call means for shapes, types and names, and hand over to operations of
# the graph, so each works at once on values and inside a definition that is being traced. Modules
# under lib/nx/ hold the longer topics.
defmodule Nx do
  import Nx.Shared

  defguard is_tensor(term)
           when is_number(term) or is_struct(term, Nx.Tensor) or is_struct(term, Complex)

  # --- creation ---

  def tensor(value, opts \\ [])

  def tensor(%Nx.Tensor{} = tensor, opts) do
    opts = keyword!(opts, [:type, :names, :backend])
    type = opts[:type]

    if type && Nx.Type.normalize!(type) != tensor.type do
      raise ArgumentError,
            "Nx.tensor/2 expects a tensor with type #{inspect(type)} but it was given a tensor " <>
              "of type #{inspect(tensor.type)}"
    end

    if opts[:names],
      do: Cnx.Op.names(tensor, Nx.Shape.named_axes!(opts[:names], tensor.shape)),
      else: tensor
  end

  def tensor(value, opts) do
    opts = keyword!(opts, [:type, :names, :backend])
    type = opts[:type] && Nx.Type.normalize!(opts[:type])

    make = fn ->
      tensor = Cnx.Tensor.of_list(value, type)

      if opts[:names],
        do: Cnx.Op.names(tensor, Nx.Shape.named_axes!(opts[:names], tensor.shape)),
        else: tensor
    end

    if is_list(value),
      do: Nx.Backend.place(make.(), opts[:backend]),
      else: Nx.Backend.create(:constant, [value], opts[:backend], make)
  end

  def u2(value), do: tensor(value, type: {:u, 2})
  def u4(value), do: tensor(value, type: {:u, 4})
  def u8(value), do: tensor(value, type: {:u, 8})
  def u16(value), do: tensor(value, type: {:u, 16})
  def u32(value), do: tensor(value, type: {:u, 32})
  def u64(value), do: tensor(value, type: {:u, 64})
  def s2(value), do: tensor(value, type: {:s, 2})
  def s4(value), do: tensor(value, type: {:s, 4})
  def s8(value), do: tensor(value, type: {:s, 8})
  def s16(value), do: tensor(value, type: {:s, 16})
  def s32(value), do: tensor(value, type: {:s, 32})
  def s64(value), do: tensor(value, type: {:s, 64})
  def f8(value), do: tensor(value, type: {:f, 8})
  def bf16(value), do: tensor(value, type: {:bf, 16})
  def f16(value), do: tensor(value, type: {:f, 16})
  def f32(value), do: tensor(value, type: {:f, 32})
  def f64(value), do: tensor(value, type: {:f, 64})
  def c64(value), do: tensor(value, type: {:c, 64})
  def c128(value), do: tensor(value, type: {:c, 128})

  def template(shape, type, opts \\ []) when is_tuple(shape) do
    opts = keyword!(opts, [:names])
    type = Nx.Type.normalize!(type)

    Cnx.Tensor.template(shape, type)
    |> Cnx.Op.names(Nx.Shape.named_axes!(opts[:names], shape))
  end

  defdelegate to_template(container), to: Nx.Conversion

  def iota(shape, opts \\ []), do: Nx.Creation.iota(shape, opts)
  def eye(size, opts \\ []), do: Nx.Creation.eye(size, opts)
  def tri(rows, columns, opts \\ []), do: Nx.Creation.tri(rows, columns, opts)
  def tril(tensor, opts \\ []), do: Nx.Creation.tril(tensor, opts)
  def triu(tensor, opts \\ []), do: Nx.Creation.triu(tensor, opts)
  def make_diagonal(tensor, opts \\ []), do: Nx.Creation.make_diagonal(tensor, opts)
  def take_diagonal(tensor, opts \\ []), do: Nx.Creation.take_diagonal(tensor, opts)

  def put_diagonal(tensor, diagonal, opts \\ []),
    do: Nx.Creation.put_diagonal(tensor, diagonal, opts)

  def linspace(start, stop, opts \\ []), do: Nx.Creation.linspace(start, stop, opts)

  def from_binary(binary, type, opts \\ []) when is_bitstring(binary) do
    opts = keyword!(opts, [:backend])

    Nx.Conversion.from_binary(binary, Nx.Type.normalize!(type))
    |> Nx.Backend.place(opts[:backend])
  end

  def sigil_VEC(text, modifiers), do: Nx.Sigils.vector(text, modifiers)
  def sigil_MAT(text, modifiers), do: Nx.Sigils.matrix(text, modifiers)

  @deprecated "Use ~VEC instead"
  def sigil_V(text, modifiers), do: Nx.Sigils.vector(text, modifiers)

  @deprecated "Use ~MAT instead"
  def sigil_M(text, modifiers), do: Nx.Sigils.matrix(text, modifiers)

  def load_numpy!(data) when is_binary(data), do: Cnx.Format.read_npy(data, nil)
  def load_numpy_archive!(archive) when is_binary(archive), do: Cnx.Format.read_npz(archive, nil)

  # --- conversion ---

  # Tensors and containers as iodata in Nx's format, and back. Options are those of
  # :erlang.term_to_binary/2 and :erlang.binary_to_term/2.
  def serialize(tensor_or_container, opts \\ []),
    do: Nx.Serialization.serialize(tensor_or_container, opts)

  def deserialize(data, opts \\ []),
    do: data |> IO.iodata_to_binary() |> Nx.Serialization.deserialize(opts)

  def to_tensor(%Nx.Tensor{} = tensor), do: tensor
  def to_tensor(value), do: Cnx.Tensor.of_value(value)

  # The tensor as a heatmap, which shows its elements as shades of grey or as digits. Options:
  # ansi_enabled (whether output has colours), ansi_whitespace (what is shaded).
  def to_heatmap(tensor, opts \\ []) when is_list(opts) do
    tensor = to_tensor(tensor)

    if tensor.shape == {} do
      raise ArgumentError, "cannot show heatmap for scalar tensors, got: #{inspect(tensor)}"
    end

    %Nx.Heatmap{tensor: tensor, opts: opts}
  end

  def to_number(tensor) do
    tensor = Cnx.Tensor.local(to_tensor(tensor))

    if tensor.vectorized_axes != [] do
      raise ArgumentError,
            "cannot convert vectorized tensor with axes #{inspect(tensor.vectorized_axes)} and " <>
              "shape #{inspect(tensor.shape)} to number"
    end

    if tensor.shape != {} do
      raise ArgumentError, "cannot convert tensor of shape #{inspect(tensor.shape)} to number"
    end

    Cnx.Tensor.to_list(tensor)
  end

  def to_flat_list(tensor, opts \\ []) do
    opts = keyword!(opts, limit: :infinity)
    limit = if opts[:limit] == :infinity, do: -1, else: opts[:limit]
    Cnx.Tensor.to_flat_list(Cnx.Tensor.local(to_tensor(tensor)), limit)
  end

  def to_list(tensor) do
    tensor = Cnx.Tensor.local(devectorize(tensor))

    if tensor.shape == {} do
      raise ArgumentError, "cannot convert a scalar tensor to a list, got: #{inspect(tensor)}"
    end

    Cnx.Tensor.to_list(tensor)
  end

  def to_binary(tensor, opts \\ []) do
    opts = keyword!(opts, [:limit])
    Nx.Conversion.to_binary(Cnx.Tensor.local(to_tensor(tensor)), opts[:limit])
  end

  def to_batched(tensor, batch_size, opts \\ []) when is_integer(batch_size) and batch_size >= 1,
    do: Nx.Conversion.to_batched(Cnx.Tensor.local(to_tensor(tensor)), batch_size, opts)

  # --- pointers: of backends that share their memory ---

  def to_pointer(tensor, opts \\ []) when is_list(opts),
    do: Nx.Backend.to_pointer(to_tensor(tensor), opts)

  def from_pointer(backend, pointer, type, shape, opts \\ [])
      when is_struct(pointer, Nx.Pointer) and is_tuple(shape) and is_list(opts),
      do: Nx.Backend.from_pointer(backend, pointer, Nx.Type.normalize!(type), shape, opts)

  # --- backends ---

  def backend_copy(container, backend \\ Nx.BinaryBackend),
    do: Nx.Defn.Composite.traverse(container, &Nx.Backend.transfer(&1, backend, :backend_copy))

  def backend_transfer(container, backend \\ Nx.BinaryBackend),
    do:
      Nx.Defn.Composite.traverse(container, &Nx.Backend.transfer(&1, backend, :backend_transfer))

  def backend_deallocate(container) do
    Nx.Defn.Composite.reduce(container, :ok, fn
      %Nx.Tensor{} = tensor, _ -> Nx.Backend.deallocate(tensor)
      _number, result -> result
    end)
  end

  def default_backend(), do: Nx.Backend.default()

  def default_backend(backend) do
    before = default_backend()
    Process.put({Nx, :backend}, Nx.Backend.usable!(backend))
    before
  end

  def global_default_backend(backend) do
    before = Nx.Backend.shared_default()
    Application.put_env(:nx, :default_backend, Nx.Backend.usable!(backend))
    before
  end

  def with_default_backend(backend, fun) do
    before = Process.put({Nx, :backend}, Nx.Backend.usable!(backend))

    try do
      fun.()
    after
      if before, do: Process.put({Nx, :backend}, before), else: Process.delete({Nx, :backend})
    end
  end

  # --- properties ---

  def shape(shape) when is_tuple(shape), do: Nx.Shape.validate!(shape, :shape)
  def shape(%Nx.Tensor{shape: shape}), do: shape

  def shape(number)
      when is_number(number) or number in [:nan, :infinity, :neg_infinity] or
             is_struct(number, Complex),
      do: {}

  def shape(other) do
    raise ArgumentError,
          "expected a shape. A shape is a n-element tuple with the size of each dimension. " <>
            "Alternatively, you can pass a tensor (or a number) and the shape will be retrieved " <>
            "from the tensor. Got: #{inspect(other)}"
  end

  def type(tensor), do: to_tensor(tensor).type
  def rank(shape) when is_tuple(shape), do: tuple_size(shape)
  def rank(tensor), do: tuple_size(shape(tensor))
  def size(shape) when is_tuple(shape), do: Nx.Shape.size(shape)
  def size(tensor), do: Nx.Shape.size(shape(tensor))
  def axes(shape), do: Nx.Shape.axis_list(shape(shape))

  def names(%Nx.Tensor{names: names}), do: names
  def names(number) when is_number(number) or is_struct(number, Complex), do: []

  def axis_index(tensor, axis),
    do: Nx.Shape.normalize_axis(shape(tensor), axis, names(tensor))

  def axis_size(tensor, axis), do: elem(shape(tensor), axis_index(tensor, axis))

  def flat_size(tensor) do
    tensor = to_tensor(tensor)
    Enum.reduce(tensor.vectorized_axes, size(tensor), fn {_, size}, n -> n * size end)
  end

  def bit_size(tensor) do
    tensor = to_tensor(tensor)
    {_, bits} = tensor.type
    flat_size(tensor) * bits
  end

  def byte_size(tensor), do: div(bit_size(tensor), 8)
  defdelegate compatible?(left, right), to: Nx.Conversion

  # --- types ---

  def as_type(tensor, type) when is_struct(tensor, Nx.Tensor) do
    type = Nx.Type.normalize!(type)
    lift(tensor, fn t, _ -> as(t, type) end)
  end

  def as_type(number, type)
      when is_number(number) or is_atom(number) or is_struct(number, Complex),
      do: tensor(number, type: type)

  def bitcast(tensor, type) do
    type = Nx.Type.normalize!(type)
    tensor = to_tensor(tensor)

    if match?({:c, _}, tensor.type) or match?({:c, _}, type),
      do: raise(ArgumentError, "Nx.bitcast/2 does not support complex inputs")

    lift(tensor, fn t, _ ->
      Cnx.Op.apply(:bitcast, [t], dtype: type) |> Cnx.Op.names(t.names)
    end)
  end

  # --- elementwise, beside the natives ---

  defdelegate select(predicate, on_true, on_false), to: Nx.Elementwise
  defdelegate clip(tensor, min, max), to: Nx.Elementwise
  def fill(tensor, value, opts \\ []), do: Nx.Elementwise.fill(tensor, value, opts)
  defdelegate complex(real, imag), to: Nx.Elementwise
  defdelegate phase(tensor), to: Nx.Elementwise
  defdelegate logical_not(tensor), to: Nx.Elementwise
  defdelegate log2(tensor), to: Nx.Elementwise
  defdelegate log10(tensor), to: Nx.Elementwise
  defdelegate log(tensor, base), to: Nx.Elementwise

  # --- shapes ---

  def reshape(tensor, shape, opts \\ []), do: Nx.Shaping.reshape(tensor, shape, opts)
  defdelegate rename(tensor, names), to: Nx.Shaping
  def flatten(tensor, opts \\ []), do: Nx.Shaping.flatten(tensor, opts)
  def squeeze(tensor, opts \\ []), do: Nx.Shaping.squeeze(tensor, opts)
  def broadcast(tensor, shape, opts \\ []), do: Nx.Shaping.broadcast(tensor, shape, opts)
  def transpose(tensor, opts \\ []), do: Nx.Shaping.transpose(tensor, opts)
  def reverse(tensor, opts \\ []), do: Nx.Shaping.reverse(tensor, opts)
  defdelegate tile(tensor, repetitions), to: Nx.Shaping
  defdelegate pad(tensor, value, config), to: Nx.Padding
  defdelegate pad_outer(tensor, value, config), to: Nx.Padding
  def reflect(tensor, opts \\ []), do: Nx.Padding.reflect(tensor, opts)
  def concatenate(tensors, opts \\ []), do: Nx.Joining.concatenate(tensors, opts)
  def stack(tensors, opts \\ []), do: Nx.Joining.stack(tensors, opts)

  def new_axis(tensor, axis, name \\ nil) when is_integer(axis),
    do: Nx.Shaping.new_axis(tensor, axis, name)

  # --- vectorized axes ---

  defdelegate vectorize(tensor, axes), to: Nx.Vectors
  def devectorize(tensor, opts \\ []), do: Nx.Vectors.devectorize(tensor, opts)
  def revectorize(tensor, axes, opts \\ []), do: Nx.Vectors.revectorize(tensor, axes, opts)
  def broadcast_vectors(tensors, opts \\ []), do: Nx.Vectors.broadcast_vectors(tensors, opts)
  def reshape_vectors(tensors, opts \\ []), do: Nx.Vectors.reshape_vectors(tensors, opts)

  # --- slices and indexes ---

  def slice(tensor, starts, lengths, opts \\ [])
      when is_list(starts) and is_list(lengths) and is_list(opts),
      do: Nx.Slicing.slice(tensor, starts, lengths, opts)

  def slice_along_axis(tensor, start, length, opts \\ []),
    do: Nx.Slicing.slice_along_axis(tensor, start, length, opts)

  defdelegate put_slice(tensor, starts, slice), to: Nx.Slicing
  def split(tensor, split, opts \\ []), do: Nx.Slicing.split(tensor, split, opts)
  def take(tensor, indices, opts \\ []), do: Nx.Indexing.take(tensor, indices, opts)

  def take_along_axis(tensor, indices, opts \\ []),
    do: Nx.Indexing.take_along_axis(tensor, indices, opts)

  def gather(tensor, indices, opts \\ []), do: Nx.Indexing.gather(tensor, indices, opts)

  def indexed_add(target, indices, updates, opts \\ []),
    do: Nx.Indexing.indexed_add(target, indices, updates, opts)

  def indexed_put(target, indices, updates, opts \\ []),
    do: Nx.Indexing.indexed_put(target, indices, updates, opts)

  # --- aggregates ---

  def sum(tensor, opts \\ []), do: Nx.Aggregation.sum(tensor, opts)
  def product(tensor, opts \\ []), do: Nx.Aggregation.product(tensor, opts)
  def reduce_max(tensor, opts \\ []), do: Nx.Aggregation.reduce_max(tensor, opts)
  def reduce_min(tensor, opts \\ []), do: Nx.Aggregation.reduce_min(tensor, opts)
  def all(tensor, opts \\ []), do: Nx.Aggregation.all(tensor, opts)
  def any(tensor, opts \\ []), do: Nx.Aggregation.any(tensor, opts)
  def argmax(tensor, opts \\ []), do: Nx.Aggregation.argmax(tensor, opts)
  def argmin(tensor, opts \\ []), do: Nx.Aggregation.argmin(tensor, opts)
  def all_close(left, right, opts \\ []), do: Nx.Aggregation.all_close(left, right, opts)
  def mean(tensor, opts \\ []), do: Nx.Statistics.mean(tensor, opts)

  def weighted_mean(tensor, weights, opts \\ []),
    do: Nx.Statistics.weighted_mean(tensor, weights, opts)

  def variance(tensor, opts \\ []), do: Nx.Statistics.variance(tensor, opts)
  def standard_deviation(tensor, opts \\ []), do: Nx.Statistics.standard_deviation(tensor, opts)
  def median(tensor, opts \\ []), do: Nx.Statistics.median(tensor, opts)
  def mode(tensor, opts \\ []), do: Nx.Statistics.mode(tensor, opts)
  def logsumexp(tensor, opts \\ []), do: Nx.Statistics.logsumexp(tensor, opts)

  def covariance(tensor, opts \\ [])

  def covariance(tensor, opts) when is_list(opts) do
    tensor = to_tensor(tensor)
    mean = if tuple_size(tensor.shape) < 2, do: 0, else: mean(tensor, axes: [-2])
    Nx.Statistics.covariance(tensor, mean, opts)
  end

  def covariance(tensor, mean), do: Nx.Statistics.covariance(tensor, mean, [])
  def covariance(tensor, mean, opts), do: Nx.Statistics.covariance(tensor, mean, opts)

  def cumulative_sum(tensor, opts \\ []), do: Nx.Cumulative.cumulative_sum(tensor, opts)
  def cumulative_product(tensor, opts \\ []), do: Nx.Cumulative.cumulative_product(tensor, opts)
  def cumulative_max(tensor, opts \\ []), do: Nx.Cumulative.cumulative_max(tensor, opts)
  def cumulative_min(tensor, opts \\ []), do: Nx.Cumulative.cumulative_min(tensor, opts)
  def diff(tensor, opts \\ []), do: Nx.Cumulative.diff(tensor, opts)

  def sort(tensor, opts \\ []), do: Nx.Sorting.sort(tensor, opts)
  def argsort(tensor, opts \\ []), do: Nx.Sorting.argsort(tensor, opts)
  def top_k(tensor, opts \\ []), do: Nx.Sorting.top_k(tensor, opts)

  def reduce(tensor, acc, fun) when is_function(fun, 2),
    do: Nx.Folding.reduce(tensor, acc, [], fun)

  def reduce(tensor, acc, opts, fun) when is_function(fun, 2),
    do: Nx.Folding.reduce(tensor, acc, opts, fun)

  # --- windows ---

  defdelegate io_call(container, name_or_fun), to: Nx.Defn.Kernel
  defdelegate io_call(container, name, fun), to: Nx.Defn.Kernel

  def runtime_call(output, container, fun) when is_function(fun, 2),
    do: Nx.Defn.Host.runtime_call(output, container, [], fun)

  def runtime_call(output, container, opts, fun),
    do: Nx.Defn.Host.runtime_call(output, container, opts, fun)

  def block(struct, inputs, output, fun) when is_struct(struct) and is_list(inputs),
    do: Nx.Shared.user_block(struct, inputs, output, fun)

  # Tensors that a definition may use up; they are no longer of use afterwards.
  def donatable(container), do: Cnx.Container.map(container, &Cnx.Tensor.donatable/1)
  def donatable?(%Nx.Tensor{} = tensor), do: Cnx.Tensor.donatable?(tensor)
  def donatable?(number) when is_number(number) or is_struct(number, Complex), do: false

  def window_sum(tensor, window, opts \\ []), do: Nx.Window.window_sum(tensor, window, opts)

  def window_product(tensor, window, opts \\ []),
    do: Nx.Window.window_product(tensor, window, opts)

  def window_max(tensor, window, opts \\ []), do: Nx.Window.window_max(tensor, window, opts)
  def window_min(tensor, window, opts \\ []), do: Nx.Window.window_min(tensor, window, opts)
  def window_mean(tensor, window, opts \\ []), do: Nx.Window.window_mean(tensor, window, opts)

  def window_reduce(tensor, acc, window, fun) when is_function(fun, 2),
    do: Nx.Folding.window_reduce(tensor, acc, window, [], fun)

  def window_reduce(tensor, acc, window, opts, fun) when is_function(fun, 2),
    do: Nx.Folding.window_reduce(tensor, acc, window, opts, fun)

  def window_scatter_max(tensor, source, init, window, opts \\ []),
    do: Nx.Window.window_scatter_max(tensor, source, init, window, opts)

  def window_scatter_min(tensor, source, init, window, opts \\ []),
    do: Nx.Window.window_scatter_min(tensor, source, init, window, opts)

  def conv(tensor, kernel, opts \\ []), do: Nx.Convolution.conv(tensor, kernel, opts)

  # --- Fourier transforms ---

  def fft(tensor, opts \\ []), do: Nx.Fourier.fft(tensor, opts)
  def ifft(tensor, opts \\ []), do: Nx.Fourier.ifft(tensor, opts)
  def fft2(tensor, opts \\ []), do: Nx.Fourier.fft2(tensor, opts)
  def ifft2(tensor, opts \\ []), do: Nx.Fourier.ifft2(tensor, opts)
  def rfft(tensor, opts \\ []), do: Nx.Fourier.rfft(tensor, opts)
  def irfft(tensor, opts \\ []), do: Nx.Fourier.irfft(tensor, opts)

  # --- products ---

  defdelegate dot(left, right), to: Nx.Contraction
  defdelegate dot(left, left_axes, right, right_axes), to: Nx.Contraction

  defdelegate dot(left, left_axes, left_batch, right, right_axes, right_batch), to: Nx.Contraction

  defdelegate outer(left, right), to: Nx.Contraction
end
