# EXLA.Client - where XLA runs: a platform and a device of it, as options name them.
defmodule EXLA.Client do
  defstruct [:name, :platform, :device_count, :default_device_id]

  @platforms [:host, :cuda, :rocm, :tpu]

  # The name of the compiler for options of `jit`: EXLA, or EXLA with a target behind a colon.
  def compiler(options) do
    client = options[:client]
    device = options[:device_id]

    platform = client && platform_of(client)

    unless platform == nil or platform in @platforms do
      raise ArgumentError,
            "could not find EXLA client named #{inspect(client)}, the clients specified in your " <>
              "config files are: #{inspect(Enum.uniq(configured_clients() ++ @platforms))}"
    end

    unless device == nil or (is_integer(device) and device >= 0) do
      raise ArgumentError, "expected :device_id to be a device's number, got: #{inspect(device)}"
    end

    configure()

    case {platform, device || configured_device(client)} do
      {nil, nil} -> EXLA
      {nil, device} -> :"Elixir.EXLA:#{device}"
      {platform, nil} -> :"Elixir.EXLA:#{platform}"
      {platform, device} -> :"Elixir.EXLA:#{platform}:#{device}"
    end
  end

  # --- settings of the application exla ---

  # What clients take when they are made, once, from `clients: [NAME: [memory_fraction: ..., ...]]` and
  # `default_client: NAME`; variables of the environment that are set already stay.
  def configure() do
    for {name, settings} <- Application.get_env(:exla, :clients, []) do
      put_new("CNX_XLA_MEMORY_FRACTION", settings[:memory_fraction])
      put_new("CNX_XLA_PREALLOCATE", if(settings[:preallocate] == false, do: 0))
      put_new("CNX_XLA_HOST_DEVICES", settings[:cpu_device_count])

      variable = "CNX_XLA_PLUGIN_" <> String.upcase(to_string(platform_of(name)))
      put_new(variable, settings[:plugin_path])
    end

    default = Application.get_env(:exla, :default_client)
    put_new("CNX_XLA_CLIENT", default && platform_of(default))
  end

  defp configured_clients, do: Keyword.keys(Application.get_env(:exla, :clients, []))

  # A client has the name of its platform, unless the settings say what it is one of.
  defp platform_of(client) do
    (Application.get_env(:exla, :clients, [])[client] || [])[:platform] || client
  end

  defp put_new(_variable, nil), do: :ok

  defp put_new(variable, value) do
    unless System.get_env(variable), do: System.put_env(variable, to_string(value))
  end

  defp configured_device(client) do
    settings = Application.get_env(:exla, :clients, [])[client || default_setting()] || []
    settings[:default_device_id]
  end

  defp default_setting(), do: Application.get_env(:exla, :default_client, :host)

  # --- what there is ---

  # The devices of the platform that is taken when none is asked for, a line each.
  def devices(), do: lines(EXLA)

  defp lines(compiler), do: String.split(Cnx.Compiler.devices(compiler), "\n", trim: true)

  # The platform that is taken when none is asked for.
  def default_name() do
    configure()
    "xla:" <> rest = hd(devices())
    rest |> String.split(":") |> hd() |> String.to_atom()
  end

  def fetch!(name) do
    compiler = compiler(client: name)

    %EXLA.Client{
      name: name,
      platform: platform_of(name),
      device_count: length(lines(compiler)),
      default_device_id: configured_device(name) || 0
    }
  end

  # How many devices each platform that has a plugin has.
  def get_supported_platforms() do
    for name <- @platforms, count = count(name), into: %{}, do: {name, count}
  end

  defp count(name) do
    fetch!(name).device_count
  rescue
    _ -> nil
  end
end
