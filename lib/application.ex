# Application - settings of applications, which live as long as the program.
defmodule Application do
  @callback start(start_type :: atom | tuple, start_args :: term) :: term
  @callback stop(state :: term) :: term
  @callback prep_stop(state :: term) :: term
  @callback start_phase(phase :: term, start_type :: atom | tuple, phase_args :: term) :: term
  @callback config_change(changed :: list, new :: list, removed :: list) :: :ok
  @optional_callbacks prep_stop: 1, start_phase: 3, config_change: 3

  # A project's application is a module like the others; nothing starts it.
  defmacro __using__(_options) do
    quote do
      @behaviour Application

      @doc false
      def stop(_state), do: :ok

      defoverridable stop: 1
    end
  end

  def get_env(app, key, default \\ nil) when is_atom(app),
    do: :persistent_term.get({__MODULE__, app, key}, default)

  def fetch_env(app, key) when is_atom(app) do
    case :persistent_term.get({__MODULE__, app, key}, :none_set) do
      :none_set -> :error
      value -> {:ok, value}
    end
  end

  def fetch_env!(app, key) do
    case fetch_env(app, key) do
      {:ok, value} ->
        value

      :error ->
        raise ArgumentError,
              "could not fetch application environment #{inspect(key)} for application #{inspect(app)} " <>
                "because configuration at #{inspect(key)} was not set"
    end
  end

  def put_env(app, key, value, _options \\ []) when is_atom(app),
    do: :persistent_term.put({__MODULE__, app, key}, value)

  def put_all_env(config, _options \\ []) do
    for {app, pairs} <- config, {key, value} <- pairs, do: put_env(app, key, value)
    :ok
  end

  def delete_env(app, key, _options \\ []) do
    :persistent_term.erase({__MODULE__, app, key})
    :ok
  end

  def get_all_env(app),
    do: for({{__MODULE__, ^app, key}, value} <- :persistent_term.get(), do: {key, value})

  defmacro compile_env(app, key, default \\ nil),
    do: quote(do: Application.__path__(unquote(app), unquote(key), unquote(default)))

  defmacro compile_env!(app, key),
    do: quote(do: Application.__path__!(unquote(app), unquote(key)))

  # The same for macros: the environment of who calls them comes first.
  def compile_env(%{__struct__: Macro.Env}, app, key, default), do: __path__(app, key, default)

  def compile_env!(%{__struct__: Macro.Env}, app, key), do: __path__!(app, key)

  @doc false
  def __path__!(app, key) do
    [first | rest] = List.wrap(key)
    value = fetch_env!(app, first)
    if rest == [], do: value, else: get_in(value, rest)
  end

  @doc false
  def __path__(app, [key | rest], default) do
    case get_env(app, key) do
      nil -> default
      value when rest == [] -> value
      value -> get_in(value, rest) || default
    end
  end

  def __path__(app, key, default), do: get_env(app, key, default)

  # Applications are modules here: there is nothing to start or stop.
  def ensure_all_started(_apps, _options \\ []), do: {:ok, []}
  def ensure_started(_app, _type \\ :temporary), do: :ok
  def start(_app, _type \\ :temporary), do: :ok
  def stop(_app), do: :ok
  def load(_app), do: :ok
  def ensure_loaded(_app), do: :ok
  def started_applications(_timeout \\ 5000), do: []
  def unload(_app), do: :ok
  def get_application(_module), do: nil
  def loaded_applications, do: []
  def spec(_app), do: nil
  def spec(_app, _key), do: nil

  def app_dir(app) when is_atom(app),
    do: Path.join(["_build", to_string(Mix.env()), "lib", to_string(app)])

  def app_dir(app, path), do: Path.join([app_dir(app) | List.wrap(path)])
end
