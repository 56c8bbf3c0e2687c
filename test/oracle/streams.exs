# In which order streams run what they are made of: streams.exs TO. Elixir and cnx run this same program.
#
# Sources, stages and consumers note each call of a function of theirs: a record is a line that names the
# three, what was noted in order, and the outcome. Consumers leave streams at their end, early, by raising,
# throwing and exiting, suspended, and beside others.
defmodule Trace.Into do
  defstruct []

  defimpl Collectable do
    def into(_) do
      Trace.note("into")

      {[],
       fn
         acc, {:cont, x} -> Trace.noted("put", [x | acc])
         acc, :done -> Trace.noted("filled", Enum.reverse(acc))
         _, :halt -> Trace.note("filled")
       end}
    end
  end
end

defmodule Trace do
  def note(x), do: Process.put(:notes, [x | Process.get(:notes, [])])

  def noted(x, value) do
    note(x)
    value
  end

  def run(to) do
    records = Enum.reject(singles() ++ pairs(), fn {name, _} -> left_out?(name) end)
    File.write!(to, Enum.map(records, &record/1))
  end

  defp singles do
    for {source, make} <- sources(),
        {stage, through} <- stages(),
        {consumer, consume} <- consumers(),
        do: {"#{source} #{stage} #{consumer}", fn -> make.("s") |> through.() |> consume.() end}
  end

  # Left out is where Elixir, which pulls by suspending reduce/3, leaves streams inside others open when it halts,
  # closes (and opens) twice what raised or has ended, lets take/2 close before its last element is looked at, and gives
  # last chunks to who has halted.
  @left_out [
    ~r/(zip|suspend|cycle|unfold_bad).*(stream|raise|throw|exit|take|_halt|transform5|chunk|over|~)/,
    ~r/(stream|raise|throw|exit|take|_halt|transform5|failing|chunk|_start|over|~).*(zip|suspend|cycle|unfold_bad)/,
    ~r/^(stream|failing).*(transform|flat_map|chunk|concat|intersperse|over|into)/,
    ~r/(_stream|flat_map_take|concat|over|~).*(transform|flat_map|concat|intersperse|over|chunk|_halt)/,
    ~r/(chunk|cycle|into|_start|transform5).* halted/,
    ~r/(zip|transform|flat_map|concat|intersperse).* halted|cycle.*suspend|empty.*transform5|take.*(transform|flat_map|over)|drop-2 concat|empty cycle|endless.*suspend/
  ]
  defp left_out?(name), do: Enum.any?(@left_out, &(name =~ &1))

  # Each stage under each other, with a source and a consumer that change from one to the next.
  defp pairs do
    sources = List.to_tuple(sources())
    consumers = List.to_tuple(consumers())

    all = for first <- stages(), second <- stages(), do: {first, second}

    for {{{a, first}, {b, second}}, at} <- Enum.with_index(all), more <- 0..1 do
      {source, make} = elem(sources, rem(div(at, 3) + more, tuple_size(sources)))
      {consumer, consume} = elem(consumers, rem(at + more * 5, tuple_size(consumers)))

      {"#{source} #{a} #{b} #{consumer}",
       fn -> make.("s") |> first.() |> second.() |> consume.() end}
    end
  end

  defp record({name, run}) do
    Process.put(:notes, [])
    outcome = outcome(run)
    notes = Process.get(:notes) |> Enum.reverse() |> Enum.map_intersperse(" ", &shown/1)
    notes = if name =~ "~", do: [], else: notes
    [name, "\n  ", notes, "\n  => ", outcome, "\n"]
  end

  defp shown(note) when is_binary(note), do: note
  defp shown(note), do: inspect(note, charlists: :as_lists)

  defp outcome(run) do
    inspect(run.(), limit: 50, width: 1000, charlists: :as_lists)
  rescue
    e ->
      "** #{inspect(e.__struct__)} " <> (e |> Exception.message() |> String.split("\n") |> hd())
  catch
    kind, reason -> "** #{kind} #{inspect(reason)}"
  end

  # Six elements at most: 1 2 3 ...
  defp sources do
    [
      {"one", fn name -> counted(name, fn n -> [n] end) end},
      {"two", fn name -> counted(name, fn n -> if n == 2, do: [], else: [n, n + 10] end) end},
      {"stream",
       fn name -> counted(name, fn n -> Stream.map([n, -n], &noted("#{name}in#{n}", &1)) end) end},
      {"failing",
       fn name -> counted(name, fn n -> if n == 3, do: raise("source"), else: [n] end) end},
      {"list", fn name -> Stream.map([1, 2, 3, 4], &noted("#{name}#{&1}", &1)) end},
      {"empty",
       fn name ->
         Stream.resource(fn -> noted(name <> "start", 0) end, fn n -> {:halt, n} end, fn _ ->
           note(name <> "after")
         end)
       end},
      {"plain", fn _name -> [1, 2, 3, 4, 5] end},
      {"range", fn _name -> 1..6//2 end},
      {"endless",
       fn name -> Stream.iterate(1, &noted("#{name}i#{&1}", &1 + 1)) |> Stream.take(7) end},
      {"unfolded",
       fn name ->
         Stream.unfold(1, fn n -> noted("#{name}u#{n}", if(n < 5, do: {n, n + 1})) end)
       end},
      {"reducer", fn name -> &reducer(name, 1, &1, &2) end}
    ]
  end

  # A function in the manner of Enumerable.reduce/3.
  defp reducer(name, n, {:suspend, acc}, fun), do: {:suspended, acc, &reducer(name, n, &1, fun)}
  defp reducer(_name, _n, {:halt, acc}, _fun), do: {:halted, acc}
  defp reducer(name, 5, {:cont, acc}, _fun), do: noted("#{name}end", {:done, acc})

  defp reducer(name, n, {:cont, acc}, fun) do
    note("#{name}r#{n}")
    reducer(name, n + 1, fun.(n, acc), fun)
  end

  defp counted(name, give) do
    Stream.resource(
      fn -> noted(name <> "start", 1) end,
      fn
        5 -> noted(name <> "end", {:halt, :over})
        n -> noted("#{name}next#{n}", {give.(n), n + 1})
      end,
      fn n -> note("#{name}after#{n}") end
    )
  end

  defp other, do: counted("o", fn n -> [n * 100] end)
  defp short, do: counted("h", fn n -> if(n < 3, do: [n * 100], else: []) end)

  defp pass(name), do: fn x -> noted("#{name}:#{shown(x)}", x) end
  defp odd(name), do: fn x -> noted("#{name}:#{shown(x)}", :erlang.phash2(x, 2) == 1) end

  defp early(name),
    do: fn x -> noted("#{name}:#{shown(x)}", x not in [3, -2, {3, 300}, [3]]) end

  defp at_third(name, what) do
    fn x ->
      n = Process.get({:at, name}, 0) + 1
      Process.put({:at, name}, n)
      note("#{name}:#{shown(x)}")

      if n == 3 do
        Process.delete({:at, name})
        what.()
      else
        x
      end
    end
  end

  defp fresh(name, stream),
    do:
      Stream.concat(Stream.map([0], fn x -> (Process.delete({:at, name}) && x) || x end), stream)

  # {:cont, ...} and {:halt, ...} of chunk_while.
  defp chunks(end_at) do
    fn x, acc ->
      note("chunk:#{shown(x)}")

      cond do
        length(acc) == end_at -> {:halt, [x | acc]}
        rem(length(acc), 2) == 1 -> {:cont, [x | acc], [:kept | acc]}
        true -> {:cont, [x | acc]}
      end
    end
  end

  defp collectable do
    %Trace.Into{}
  end

  defp stages do
    [
      {"as_is", & &1},
      {"map", &Stream.map(&1, pass("map"))},
      {"each", &Stream.each(&1, pass("each"))},
      {"filter", &Stream.filter(&1, odd("filter"))},
      {"reject", &Stream.reject(&1, odd("reject"))},
      {"with_index", &Stream.with_index(&1, 3)},
      {"take0", &Stream.take(&1, 0)},
      {"take1", &Stream.take(&1, 1)},
      {"take2", &Stream.take(&1, 2)},
      {"take9", &Stream.take(&1, 9)},
      {"take-2", &Stream.take(&1, -2)},
      {"drop0", &Stream.drop(&1, 0)},
      {"drop2", &Stream.drop(&1, 2)},
      {"drop-2", &Stream.drop(&1, -2)},
      {"take_while", &Stream.take_while(&1, early("tw"))},
      {"drop_while", &Stream.drop_while(&1, early("dw"))},
      {"take_every2", &Stream.take_every(&1, 2)},
      {"take_every0", &Stream.take_every(&1, 0)},
      {"drop_every2", &Stream.drop_every(&1, 2)},
      {"drop_every0", &Stream.drop_every(&1, 0)},
      {"map_every2", &Stream.map_every(&1, 2, pass("me"))},
      {"map_every0", &Stream.map_every(&1, 0, pass("me"))},
      {"uniq", &Stream.uniq(&1)},
      {"uniq_by", &Stream.uniq_by(&1, odd("uniq"))},
      {"dedup", &Stream.dedup(&1)},
      {"dedup_by", &Stream.dedup_by(&1, odd("dedup"))},
      {"scan", &Stream.scan(&1, fn x, acc -> noted("scan", {x, acc}) |> elem(0) end)},
      {"scan_from",
       &Stream.scan(&1, 0, fn x, acc -> noted("scan#{shown(x)}", {x, acc}) |> elem(0) end)},
      {"into", &Stream.into(&1, collectable(), pass("into"))},
      {"flat_map", &Stream.flat_map(&1, fn x -> noted("fm", [x, x]) end)},
      {"flat_map_stream", &Stream.flat_map(&1, fn x -> counted("f", fn n -> [{n, x}] end) end)},
      {"flat_map_take",
       &Stream.flat_map(&1, fn x -> Stream.take(counted("f", fn n -> [{n, x}] end), 1) end)},
      {"concat", &Stream.concat([&1, other()])},
      {"concat2", &Stream.concat(short(), &1)},
      {"concat_lazy", &Stream.concat(Stream.map([&1, [:last]], fn s -> noted("open", s) end))},
      {"intersperse", &Stream.intersperse(&1, :between)},
      {"chunk_every2", &Stream.chunk_every(&1, 2)},
      {"chunk_every3_1", &Stream.chunk_every(&1, 3, 1, :discard)},
      {"chunk_every1_3", &Stream.chunk_every(&1, 1, 3, [:pad])},
      {"chunk_every3_pad", &Stream.chunk_every(&1, 3, 3, Stream.map([:p, :q], pass("pad")))},
      {"chunk_by", &Stream.chunk_by(&1, odd("by"))},
      {"chunk_while", &Stream.chunk_while(&1, [], chunks(99), fn acc -> {:cont, acc, []} end)},
      {"chunk_while_none", &Stream.chunk_while(&1, [], chunks(99), fn _ -> {:cont, []} end)},
      {"chunk_while_halt",
       &Stream.chunk_while(&1, [], chunks(2), fn acc -> {:cont, acc, []} end)},
      {"chunk_while_halt0", &Stream.chunk_while(&1, [], chunks(0), fn _ -> {:cont, []} end)},
      {"~chunk_while_bad", &Stream.chunk_while(&1, [], fn _, _ -> :bad end, fn _ -> :bad end)},
      {"transform3", &Stream.transform(&1, 0, fn x, n -> noted("t#{n}", {[x, n], n + 1}) end)},
      {"transform3_halt",
       &Stream.transform(&1, 0, fn x, n ->
         noted("t#{n}", if(n == 2, do: {:halt, n}, else: {[x], n + 1}))
       end)},
      {"transform3_stream",
       &Stream.transform(&1, 0, fn x, n ->
         noted("t#{n}", {counted("i", fn k -> [{k, x}] end), n + 1})
       end)},
      {"~transform3_bad", &Stream.transform(&1, 0, fn _, _ -> :bad end)},
      {"~transform3_bad_items", &Stream.transform(&1, 0, fn _, n -> {:bad, n} end)},
      {"transform4",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", {[x], n + 1}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform4_halt",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", if(n == 1, do: {:halt, n}, else: {[x], n + 1})) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform4_raise",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", if(n == 1, do: raise("t"), else: {[x], n + 1})) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform5",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", {[x], n + 1}) end,
         fn n -> noted("tlast#{n}", {[:l, :m], -n}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform5_halt",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", if(n == 1, do: {:halt, n}, else: {[x], n + 1})) end,
         fn n -> noted("tlast#{n}", {[:l], -n}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform5_last_stream",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", {[x], n + 1}) end,
         fn n -> noted("tlast#{n}", {Stream.take(other(), 2), -n}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"~transform5_last_halt",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> noted("t#{n}", {[x], n + 1}) end,
         fn n -> noted("tlast#{n}", {:halt, -n}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"transform5_start",
       &Stream.transform(
         &1,
         fn -> raise "tstart" end,
         fn x, n -> {[x], n} end,
         fn n -> noted("tlast#{n}", {[:l], -n}) end,
         fn n -> note("tafter#{n}") end
       )},
      {"~transform5_last_raise",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> {[x], n + 1} end,
         fn _ -> raise "tlast" end,
         fn n -> note("tafter#{n}") end
       )},
      {"~transform5_last_bad",
       &Stream.transform(
         &1,
         fn -> noted("tstart", 0) end,
         fn x, n -> {[x], n + 1} end,
         fn _ -> :bad end,
         fn n -> note("tafter#{n}") end
       )},
      {"zip", &Stream.zip(&1, other())},
      {"zip_under", &Stream.zip(other(), &1)},
      {"zip_short", &Stream.zip(&1, short())},
      {"zip_under_short", &Stream.zip(short(), &1)},
      {"zip_list", &Stream.zip(&1, [:a, :b, :c])},
      {"zip_under_list", &Stream.zip([:a, :b, :c], &1)},
      {"zip3", &Stream.zip([&1, short(), other()])},
      {"zip_with", &Stream.zip_with(&1, other(), fn x, y -> noted("zw", {x, y}) end)},
      {"zip_with3", &Stream.zip_with([other(), &1, [1, 2]], fn all -> noted("zw", all) end)},
      {"zip_with_raise", &Stream.zip_with([other(), &1, short()], fn _ -> raise "zw" end)},
      {"cycle", &(Stream.cycle(&1) |> Stream.take(9))},
      {"take_cycle", &(Stream.take(&1, 2) |> Stream.cycle() |> Stream.take(5))},
      {"resource_over", &resource_of(&1, fn n -> {:halt, n} end)},
      {"~resource_bad", &resource_of(&1, fn _ -> :bad end)},
      {"~resource_bad_items", &resource_of(&1, fn n -> {:bad, n} end)},
      {"resource_start",
       fn s ->
         Stream.resource(fn -> raise "rstart" end, fn n -> {s, n} end, fn n ->
           note("rafter#{n}")
         end)
       end},
      {"~resource_after", &resource_of(&1, fn n -> {:halt, n} end, fn _ -> raise "rafter" end)},
      {"~unfold_bad",
       fn s ->
         Stream.zip(
           s,
           Stream.unfold(0, fn
             1 -> :bad
             n -> {n, n + 1}
           end)
         )
       end},
      {"map_raise", &fresh("mr", Stream.map(&1, at_third("mr", fn -> raise "map" end)))},
      {"map_throw", &fresh("mt", Stream.map(&1, at_third("mt", fn -> throw(:map) end)))},
      {"map_exit", &fresh("mx", Stream.map(&1, at_third("mx", fn -> exit(:map) end)))},
      {"filter_raise", &fresh("fr", Stream.filter(&1, at_third("fr", fn -> raise "filter" end)))}
    ]
  end

  # The stream's elements, then what `second` says.
  defp resource_of(stream, second, stop \\ fn n -> note("rafter#{n}") end) do
    Stream.resource(
      fn -> noted("rstart", 0) end,
      fn
        0 -> {stream, 1}
        n -> second.(n)
      end,
      stop
    )
  end

  defp each_noted(stream, at, what) do
    Enum.reduce(stream, 1, fn x, n ->
      note({:got, x})
      if n == at, do: what.(), else: n + 1
    end)
  end

  defp consumers do
    [
      {"to_list", &Enum.to_list/1},
      {"run", &Stream.run/1},
      {"count", &Enum.count/1},
      {"take1", &Enum.take(&1, 1)},
      {"take3", &Enum.take(&1, 3)},
      {"take-1", &Enum.take(&1, -1)},
      {"empty?", &Enum.empty?/1},
      {"member?", &Enum.member?(&1, 2)},
      {"fetch", &Enum.fetch(&1, 1)},
      {"split", &Enum.split(&1, 2)},
      {"find", &Enum.find(&1, fn x -> noted({:find, x}, x == 2) end)},
      {"while",
       &Enum.reduce_while(&1, 0, fn x, n ->
         noted({:w, x}, if(n == 1, do: {:halt, n}, else: {:cont, n + 1}))
       end)},
      {"raise1", &each_noted(&1, 1, fn -> raise "consumer" end)},
      {"raise3", &each_noted(&1, 3, fn -> raise "consumer" end)},
      {"throw2", &each_noted(&1, 2, fn -> throw(:consumer) end)},
      {"exit2", &each_noted(&1, 2, fn -> exit(:consumer) end)},
      {"enum_zip", &Enum.zip(&1, other())},
      {"enum_zip_under", &Enum.zip([short(), &1])},
      {"enum_zip_with", &Enum.zip_with(&1, [5, 6], fn x, y -> noted("ezw", {x, y}) end)},
      {"enum_zip_reduce",
       &Enum.zip_reduce([&1, short()], [], fn all, acc -> noted("ezr", [all | acc]) end)},
      {"for", fn s -> for x <- s, y <- [1, 2], do: {x, y} end},
      {"into", &Enum.into(&1, collectable())},
      {"halted", &ended(Enumerable.reduce(&1, {:halt, 0}, fn _, _ -> raise "never" end))},
      {"suspended", &(suspending(&1) |> step(3))},
      {"suspended_on", &(suspending(&1) |> step(99))}
    ]
  end

  defp suspending(stream) do
    fn command ->
      Enumerable.reduce(stream, command, fn x, acc -> {:suspend, [noted({:s, x}, x) | acc]} end)
    end
  end

  defp step(next, 0), do: ended(next.({:halt, :left}))

  defp step(next, n) do
    case next.({:cont, []}) do
      {:suspended, acc, next} ->
        note({:suspended, acc})
        step(next, n - 1)

      other ->
        ended(other)
    end
  end

  # Which of the two a stream says depends on what it is made of.
  defp ended({how, acc}) when how in [:done, :halted], do: {:ended, acc}
end

[to] = System.argv()
Trace.run(to)
