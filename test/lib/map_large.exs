# Map: large ones, built in any order, with plain keys and others.
scattered = Enum.reduce(1..500, %{}, fn i, map -> Map.put(map, rem(i * 7919, 1009), i) end)
{map_size(scattered), scattered[7919 - 7 * 1009 - 0], Map.get(scattered, -1)} # => {500, 1, nil}
Map.keys(scattered) == Enum.sort(Map.keys(scattered))                        # => true
Enum.all?(1..500, &(Map.fetch!(scattered, rem(&1 * 7919, 1009)) == &1))       # => true
fewer = Enum.reduce(1..400, scattered, fn i, map -> Map.delete(map, rem(i * 7919, 1009)) end)
{map_size(fewer), Enum.sum(Map.values(fewer))}                               # => {100, 45050}
{map_size(scattered), Enum.sum(Map.values(scattered))}                       # => {500, 125250}
again = Enum.reduce(Enum.shuffle(1..400), fewer, fn i, map -> Map.put(map, rem(i * 7919, 1009), i) end)
again == scattered                                                           # => true
:erlang.phash2(again) == :erlang.phash2(scattered)                           # => true
%{scattered => 1}[again]                                                     # => 1
tuples = for(i <- 1..20, j <- 20..1//-1, do: {{i, j}, i * j}) |> Enum.reduce(%{}, fn {k, v}, m -> Map.put(m, k, v) end)
{map_size(tuples), tuples[{3, 4}], Enum.take(Map.keys(tuples), 2)}           # => {400, 12, [{1, 1}, {1, 2}]}
mixed = tuples |> Map.put(:atom, 1) |> Map.put({0, 0}, 2) |> Map.put("text", 3) |> Map.put(-5, 4) |> Map.delete({1, 1})
{map_size(mixed), Enum.take(mixed, 3), mixed["text"]}                        # => {403, [{-5, 4}, {:atom, 1}, {{0, 0}, 2}], 3}
Enum.count(MapSet.new(Enum.map(1..1000, &rem(&1 * 31, 97))))                 # => 97
# Versions share what did not change, wherever else a map is held while it changes.
counts = Enum.map_reduce(1..20_000, %{}, fn i, seen -> {map_size(seen), Map.put(seen, i, i)} end) |> elem(1)
held = Enum.reduce(1..20_000, {%{}, 0}, fn i, {map, zero} -> {Map.put(map, i, i), zero} end) |> elem(0)
Enum.each(1..20_000, fn i -> Process.put(:kept, Map.put(Process.get(:kept, %{}), i, i)) end)
{counts == held, Process.get(:kept) == held}                                 # => {true, true}
versions = fn -> Enum.scan(1..2000, %{}, fn i, map -> Map.put(map, rem(i * 7, 1000), i) end) end
Enum.map([0, 39, 1999], fn i -> Enum.at(versions.(), i) |> map_size() end)    # => [1, 40, 1000]
Enum.map([998, 999], fn i -> Enum.at(versions.(), i)[0] end)                  # => [nil, 1000]
versions.() |> Enum.drop(999) |> Enum.map(&Map.keys/1) |> Enum.uniq() |> length() # => 1
