# Nx.Serving - a definition behind its preparation and its conclusion: client_preprocessing makes a batch
# of what the client gives, the definition runs on it, client_postprocessing makes an answer.
#
# run/2 does all of that in this process: at once, or batch by batch as its stream is asked for. Batching
# over processes is not supported.
defmodule Nx.Serving do
  defstruct [
    :module,
    :arg,
    :client_preprocessing,
    :client_postprocessing,
    :distributed_postprocessing,
    :streaming,
    :batch_size,
    process_options: [],
    defn_options: []
  ]

  @callback init(type :: :inline | :process, arg :: term, defn_options :: list) ::
              {:ok, term} | :ignore
  @callback handle_batch(batch :: term, partition :: non_neg_integer, state :: term) ::
              {:execute, function, term}

  def new(definition, defn_options \\ [])

  # By a function from the compiler's options to one that takes the batch.
  def new(function, defn_options) when is_function(function, 1) and is_list(defn_options),
    do: new(Nx.Serving.Default, function, defn_options)

  def new(function, process_options) when is_function(function, 2) and is_list(process_options),
    do: new(Nx.Serving.Default, function, process_options)

  def new(module, arg) when is_atom(module), do: new(module, arg, [])

  # By a module with the callbacks.
  def new(module, arg, defn_options) when is_atom(module) and is_list(defn_options) do
    %Nx.Serving{
      module: module,
      arg: arg,
      client_preprocessing: &default_preprocessing/1,
      client_postprocessing: &default_postprocessing/2,
      distributed_postprocessing: &Function.identity/1,
      defn_options: defn_options
    }
  end

  # A serving of a definition that takes the batch.
  def jit(function, defn_options \\ []) when is_function(function, 1),
    do: new(fn options -> Nx.Defn.jit(function, options) end, defn_options)

  def batch_size(%Nx.Serving{} = serving, size) when is_integer(size) and size > 0,
    do: %{serving | batch_size: size}

  def client_preprocessing(%Nx.Serving{} = serving, fun) when is_function(fun, 1) or is_nil(fun),
    do: %{serving | client_preprocessing: fun || (&default_preprocessing/1)}

  def client_postprocessing(%Nx.Serving{} = serving, fun) when is_function(fun, 2) or is_nil(fun),
    do: %{serving | client_postprocessing: fun || (&default_postprocessing/2)}

  def distributed_postprocessing(%Nx.Serving{} = serving, fun) when is_function(fun, 1),
    do: %{serving | distributed_postprocessing: fun}

  def process_options(%Nx.Serving{} = serving, opts) when is_list(opts) do
    opts = Keyword.validate!(opts, [:batch_keys, :batch_size, :batch_timeout, :partitions])
    %{serving | process_options: opts, batch_size: opts[:batch_size] || serving.batch_size}
  end

  def defn_options(%Nx.Serving{} = serving, opts) when is_list(opts),
    do: %{serving | defn_options: opts}

  # run/2 gives a stream of {:batch, output, metadata}, with {hook, tensors} of these hooks in between.
  def streaming(%Nx.Serving{} = serving, opts \\ []),
    do: %{serving | streaming: Keyword.validate!(opts, hooks: [])}

  defp default_preprocessing(%Nx.Batch{} = batch), do: {batch, :default}
  defp default_preprocessing(%Stream{} = stream), do: {stream, :default}
  defp default_preprocessing(stream) when is_function(stream, 2), do: {stream, :default}

  defp default_preprocessing(other) do
    raise ArgumentError,
          "the default client_preprocessing expects a `Nx.Batch` as input. Give a `Nx.Batch` or use a " <>
            "custom preprocessing. Got: #{inspect(other)}"
  end

  defp default_postprocessing({output, _metadata}, _info), do: output
  defp default_postprocessing(stream, _info), do: stream

  # The answer for one input: a batch, or a stream of batches.
  def run(%Nx.Serving{} = serving, input) do
    {input, info} = preprocess(serving.client_preprocessing.(input))
    hooks = if serving.streaming, do: serving.streaming[:hooks], else: []

    if hooks != [] and not is_struct(input, Nx.Batch) do
      raise ArgumentError,
            "streaming hooks do not support input streaming, input must be a Nx.Batch"
    end

    options = Keyword.put(serving.defn_options, :batch_keys, [key(input)])
    options = if hooks == [], do: options, else: Keyword.put(options, :hooks, recorders(hooks))

    case serving.module.init(:inline, serving.arg, [options]) do
      {:ok, state} ->
        results =
          input |> batches(serving.batch_size) |> Stream.flat_map(&execute(serving, &1, state))

        serving.client_postprocessing.(answer(serving, results), info)

      :ignore ->
        :ignore
    end
  end

  defp preprocess({%Nx.Batch{size: 0}, _info}),
    do: raise(ArgumentError, "cannot run with empty Nx.Batch")

  defp preprocess({%Nx.Batch{} = batch, info}), do: {batch, info}

  defp preprocess({stream, info}) when is_struct(stream, Stream) or is_function(stream, 2),
    do: {stream, info}

  defp preprocess(other) do
    raise "client_preprocessing function must return a two element tuple where the first element " <>
            "is a Nx.Batch and the second is any value, got: #{inspect(other)}"
  end

  defp key(%Nx.Batch{key: key}), do: key
  defp key(_stream), do: :default

  # A batch in parts of the batch size; those of a stream must fit.
  defp batches(%Nx.Batch{} = batch, limit), do: parts(batch, limit)

  defp batches(stream, limit) do
    Stream.map(stream, fn batch ->
      unless is_struct(batch, Nx.Batch) and (limit == nil or batch.size <= limit) do
        size = if limit, do: " of maximum size #{limit}", else: ""

        raise "client_preprocessing must return a stream of Nx.Batch#{size}. Got: " <>
                inspect(batch)
      end

      batch
    end)
  end

  defp parts(%{size: size} = batch, limit) when is_integer(limit) and size > limit do
    {part, rest} = Nx.Batch.split(batch, limit)
    [part | parts(rest, limit)]
  end

  defp parts(batch, _limit), do: [batch]

  # What one batch gives: hooks in the order they ran, then the output.
  defp execute(serving, batch, state) do
    Process.put(__MODULE__, [])
    {:execute, execute, _state} = serving.module.handle_batch(batch, 0, state)
    {output, metadata} = execute.()
    hooks = for {name, tensors} <- Process.delete(__MODULE__), do: {name, trim(tensors, batch)}
    Enum.reverse(hooks, [{:batch, trim(output, batch), metadata}])
  end

  defp recorders(hooks) do
    Map.new(hooks, fn name ->
      {name, fn value -> Process.put(__MODULE__, [{name, value} | Process.get(__MODULE__)]) end}
    end)
  end

  defp answer(%{streaming: nil}, results) do
    {outputs, metadata} =
      Enum.reduce(results, {[], nil}, fn {:batch, output, metadata}, {outputs, _} ->
        {[output | outputs], metadata}
      end)

    {joined(Enum.reverse(outputs)), metadata}
  end

  defp answer(_serving, results), do: results

  defp joined([output]), do: output

  defp joined([first | _] = outputs) do
    {shape, _} = Cnx.Container.flatten_result(first)

    columns =
      outputs |> Enum.map(&elem(Cnx.Container.flatten_result(&1), 1)) |> Enum.zip_with(& &1)

    {container, []} = Cnx.Container.rebuild_with(shape, Enum.map(columns, &Nx.concatenate/1))
    container
  end

  # Without the rows of padding.
  defp trim(output, %{size: size}) do
    Cnx.Container.map(output, fn tensor ->
      if Nx.rank(tensor) > 0 and Nx.axis_size(tensor, 0) > size,
        do: Nx.slice_along_axis(tensor, 0, size),
        else: tensor
    end)
  end

  def batched_run(_name, _input, _router \\ &Function.identity/1), do: processes("batched_run/3")
  def start_link(_opts), do: processes("start_link/1")
  def child_spec(_opts), do: processes("child_spec/1")

  defp processes(function) do
    raise ArgumentError,
          "cnx has no processes: Nx.Serving.#{function} is not supported, Nx.Serving.run/2 runs a serving at once"
  end
end

# A serving by a function.
defmodule Nx.Serving.Default do
  def init(_type, fun, [options]) do
    {[key], options} = Keyword.pop(options, :batch_keys, [:default])
    {:ok, if(is_function(fun, 2), do: fun.(key, options), else: fun.(options))}
  end

  def handle_batch(batch, _partition, fun),
    do: {:execute, fn -> {fun.(batch), :server_info} end, fun}
end
