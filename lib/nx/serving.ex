# Nx.Serving - a definition behind its preparation and its conclusion: client_preprocessing makes a batch
# of what the client gives, the definition runs on it, client_postprocessing makes an answer.
#
# run/2 does all of that at once and in this process. Batching over processes is not supported.
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

  def streaming(_serving, _opts \\ []), do: processes("streaming/2")

  defp default_preprocessing(%Nx.Batch{} = batch), do: {batch, :default}

  defp default_preprocessing(other) do
    raise ArgumentError,
          "the default client_preprocessing expects a `Nx.Batch` as input. Give a `Nx.Batch` or use a " <>
            "custom preprocessing. Got: #{inspect(other)}"
  end

  defp default_postprocessing({output, _metadata}, _info), do: output

  # The answer for one input.
  def run(%Nx.Serving{} = serving, input) do
    {batch, info} = preprocess(serving.client_preprocessing.(input))
    check_size(serving.batch_size, batch)

    case serving.module.init(:inline, serving.arg, [serving.defn_options]) do
      {:ok, state} ->
        {:execute, execute, _state} = serving.module.handle_batch(batch, 0, state)
        {output, metadata} = execute.()
        serving.client_postprocessing.({without_padding(output, batch), metadata}, info)

      :ignore ->
        :ignore
    end
  end

  defp preprocess({%Nx.Batch{size: 0}, _info}),
    do: raise(ArgumentError, "cannot run with empty Nx.Batch")

  defp preprocess({%Nx.Batch{} = batch, info}), do: {batch, info}

  defp preprocess(other) do
    raise "client_preprocessing function must return a two element tuple where the first element " <>
            "is a Nx.Batch and the second is any value, got: #{inspect(other)}"
  end

  defp check_size(nil, _batch), do: :ok

  defp check_size(limit, %{size: size}) when size > limit,
    do:
      raise(ArgumentError, "batch size (#{size}) cannot exceed Nx.Serving batch size of #{limit}")

  defp check_size(_limit, _batch), do: :ok

  defp without_padding(output, %{pad: 0}), do: output

  defp without_padding(output, %{size: size}) do
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
  def init(_type, fun, [options]) when is_function(fun, 1), do: {:ok, fun.(options)}
  def init(_type, fun, [options]) when is_function(fun, 2), do: {:ok, fun.(:default, options)}

  def handle_batch(batch, _partition, fun),
    do: {:execute, fn -> {fun.(batch), :server_info} end, fun}
end
