# Cnx.Machine - what this machine can do at most, measured once by compiled programs and kept in the
# cache folder: what explanations predict times from.
defmodule Cnx.Machine do
  # :bandwidth of memory and :near, of the caches, in bytes a second; :cache, how many bytes count as
  # near; :rate, additions of one f32 a second; :dot, operations a second in products of matrices;
  # :start, seconds that a step takes when it does nothing.
  @keys [:bandwidth, :near, :rate, :dot, :start]

  def limits() do
    path = path()

    case path && File.read(path) do
      {:ok, text} -> read(text) || measure(path)
      _ -> measure(path)
    end
  end

  defp read(text) do
    case String.split(text, "\n", trim: true) do
      [key | lines] when length(lines) == length(@keys) ->
        if key == key(), do: numbers(Enum.map(lines, &Float.parse/1))

      _ ->
        nil
    end
  end

  defp numbers(parsed) do
    if Enum.all?(parsed, &match?({x, ""} when x > 0, &1)) do
      @keys |> Enum.zip(Enum.map(parsed, &elem(&1, 0))) |> Map.new() |> Map.put(:cache, cache())
    end
  end

  # The processor, and how many threads run on it.
  defp key() do
    model =
      case File.read("/proc/cpuinfo") do
        {:ok, text} ->
          text |> String.split("\n") |> Enum.find("", &String.starts_with?(&1, "model name"))

        _ ->
          ""
      end

    "#{model} #{System.schedulers_online()} #{System.get_env("CNX_THREADS")}"
  end

  # Half of the last level's bytes: the rest is others'.
  defp cache() do
    case File.read("/sys/devices/system/cpu/cpu0/cache/index3/size") do
      {:ok, text} -> div(elem(Integer.parse(text), 0) * 1024, 2)
      _ -> 1_000_000
    end
  end

  defp path() do
    cond do
      System.get_env("CNX_CACHE") == "off" -> nil
      dir = System.get_env("XDG_CACHE_HOME") -> Path.join([dir, "cnx", "machine"])
      home = System.get_env("HOME") -> Path.join([home, ".cache", "cnx", "machine"])
      true -> nil
    end
  end

  defp measure(path) do
    large = Nx.broadcast(1.5, {16_000_000})
    small = Nx.broadcast(1.5, {16_384})
    square = Nx.broadcast(1.5, {512, 512})
    add = &Nx.add(&1, &2)
    start = seconds(add, [Nx.tensor(1.0), Nx.tensor(2.0)])

    found = %{
      start: start,
      bandwidth: 64.0e6 / seconds(&Nx.sum/1, [large]),
      near: 196_608 / max(seconds(add, [small, small]) - start, 1.0e-6),
      rate: 65_536 * 128 / seconds(&long/1, [Nx.broadcast(1.5, {65_536})]),
      dot: 2 * 512.0 ** 3 / seconds(&Nx.dot/2, [square, square]),
      cache: cache()
    }

    lines = Enum.map_join(@keys, "", &"#{Map.fetch!(found, &1)}\n")

    with true <- path != nil, :ok <- File.mkdir_p(Path.dirname(path)) do
      File.write(path, key() <> "\n" <> lines)
    end

    found
  end

  # 128 operations an element.
  defp long(x), do: Enum.reduce(1..64, x, fn _, y -> Nx.add(Nx.multiply(y, 0.99), 0.01) end)

  defp seconds(fun, args) do
    {graph, _} = Cnx.Tracing.trace(fun, args)
    graph |> Cnx.Program.build(nil) |> Cnx.Program.times(args) |> List.last() |> max(1.0e-9)
  end
end
