# An analysis of a log read as a stream from a file: filters, groups, percentiles, a histogram.
defmodule Logs.Entry do
  defstruct [:method, :path, :status, :ms, params: %{}]

  @line ~r/^\[(?<level>\w+)\]\s+(?<method>GET|POST|PUT|DELETE) (?<path>\S+) -> (?<status>\d{3}) in (?<ms>\d+(?:\.\d+)?)ms$/

  def parse(line) do
    case Regex.named_captures(@line, line) do
      nil ->
        :error

      %{"method" => method, "path" => path, "status" => status, "ms" => ms} ->
        [path | query] = String.split(path, "?", parts: 2)
        {ms, _} = Float.parse(ms)

        {:ok,
         %__MODULE__{
           method: String.to_atom(String.downcase(method)),
           path: path,
           status: String.to_integer(status),
           ms: ms,
           params: params(query)
         }}
    end
  end

  defp params([]), do: %{}

  defp params([query]) do
    for pair <- String.split(query, "&"),
        [k | v] = String.split(pair, "=", parts: 2),
        into: %{},
        do: {k, List.first(v)}
  end
end

defmodule Logs do
  alias Logs.Entry

  def generate(count) do
    Stream.iterate(42, &rem(&1 * 48271, 2_147_483_647))
    |> Stream.chunk_every(5)
    |> Stream.with_index()
    |> Stream.map(fn {[a, b, c, d, e], i} ->
      if rem(e, 17) == 0 do
        "garbage line #{i}"
      else
        method = Enum.at(~w(GET GET GET POST PUT DELETE), rem(a, 6))

        path =
          Enum.at(
            [
              "/",
              "/users",
              "/users/7?sort=name&desc",
              "/items",
              "/items/3?page=2",
              "/search?q=a=b"
            ],
            rem(b, 6)
          )

        status = Enum.at([200, 200, 200, 201, 301, 404, 500], rem(c, 7))
        "[info] #{method} #{path} -> #{status} in #{Float.round(rem(d, 100_000) / 997, 2)}ms"
      end
    end)
    |> Stream.take(count)
  end

  def read(path) do
    path
    |> File.stream!()
    |> Stream.map(&String.trim_trailing(&1, "\n"))
    |> Stream.transform(%{good: 0, bad: 0}, fn line, counts ->
      case Entry.parse(line) do
        {:ok, entry} -> {[entry], %{counts | good: counts.good + 1}}
        :error -> {[], Map.update!(counts, :bad, &(&1 + 1))}
      end
    end)
  end

  def percentile([], _), do: nil

  def percentile(values, p) do
    sorted = Enum.sort(values)
    rank = p / 100 * (length(sorted) - 1)
    low = trunc(rank)
    {a, b} = {Enum.at(sorted, low), Enum.at(sorted, min(low + 1, length(sorted) - 1))}
    Float.round(a + (b - a) * (rank - low), 3)
  end

  def by_path(entries) do
    entries
    |> Enum.group_by(& &1.path, & &1.ms)
    |> Enum.map(fn {path, times} ->
      {path, length(times), percentile(times, 50), percentile(times, 95)}
    end)
    |> Enum.sort_by(fn {path, count, _, _} -> {-count, path} end)
  end

  def histogram(values, width) do
    buckets = Enum.frequencies_by(values, &div(trunc(&1), width))
    most = buckets |> Map.values() |> Enum.max()

    for bucket <- 0..(buckets |> Map.keys() |> Enum.max()) do
      count = Map.get(buckets, bucket, 0)
      label = :io_lib.format("~4w - ~4w", [bucket * width, (bucket + 1) * width - 1])
      "#{label} #{String.pad_trailing(String.duplicate("█", div(count * 30, most)), 30)} #{count}"
    end
  end
end

defmodule Main do
  def run do
    path = Path.join(System.tmp_dir!(), "logs-#{System.pid()}.txt")

    try do
      Logs.generate(200) |> Stream.map(&[&1, ?\n]) |> Enum.into(File.stream!(path))
      IO.inspect(File.stat!(path).size)
      report(path)
    after
      File.rm!(path)
    end

    IO.inspect(File.exists?(path))
  end

  defp report(path) do
    entries = path |> Logs.read() |> Enum.to_list()
    IO.inspect(length(entries))
    IO.inspect(hd(entries))
    IO.inspect(Enum.find(entries, &(map_size(&1.params) > 1)))

    for {path, count, median, p95} <- Logs.by_path(entries) do
      IO.puts(:io_lib.format("~-10s ~4w ~8.2f ~8.2f", [path, count, median, p95]))
    end

    entries |> Enum.frequencies_by(&div(&1.status, 100)) |> IO.inspect()
    {slow, fast} = Enum.split_with(entries, &(&1.ms > 90))
    IO.inspect({length(slow), length(fast)})
    entries |> Enum.max_by(& &1.ms) |> Map.take([:ms, :method]) |> IO.inspect()
    entries |> Enum.map(& &1.ms) |> Logs.histogram(20) |> Enum.each(&IO.puts/1)

    entries
    |> Stream.filter(&match?(%{method: :get, status: 200}, &1))
    |> Stream.map(& &1.path)
    |> Stream.dedup()
    |> Stream.chunk_while(
      [],
      fn
        "/", acc -> {:cont, Enum.reverse(acc), []}
        path, acc -> {:cont, [path | acc]}
      end,
      fn acc -> {:cont, Enum.reverse(acc), []} end
    )
    |> Stream.reject(&Enum.empty?/1)
    |> Enum.take(4)
    |> IO.inspect()

    path
    |> File.stream!()
    |> Stream.filter(&String.starts_with?(&1, "garbage"))
    |> Enum.map(&String.trim/1)
    |> IO.inspect()

    path
    |> File.stream!([], 64)
    |> Enum.map(&byte_size/1)
    |> Enum.frequencies()
    |> Map.keys()
    |> length()
    |> IO.inspect()

    IO.inspect(Logs.percentile([], 50))
    IO.inspect(for p <- [0, 25, 50, 75, 100], do: Logs.percentile([1, 2, 3, 4], p))

    entries
    |> Enum.map_reduce(0.0, fn e, acc -> {Float.round(acc + e.ms, 2), acc + e.ms} end)
    |> elem(0)
    |> Enum.take_every(40)
    |> IO.inspect()

    entries
    |> Enum.zip_reduce(tl(entries), 0, fn a, b, acc ->
      if a.path == b.path, do: acc + 1, else: acc
    end)
    |> IO.inspect()
  end
end

Main.run()
