# Cnx.Absent - what Elixir and Erlang have and cnx has not: modules by name, with what does instead.
defmodule Cnx.Absent do
  @processes "cnx has no processes"
  @time "System and :timer know the time"
  @instead %{
    Date => @time,
    DateTime => @time,
    NaiveDateTime => @time,
    Time => @time,
    Calendar => @time,
    :calendar => @time,
    GenServer => @processes,
    Supervisor => @processes,
    DynamicSupervisor => @processes,
    PartitionSupervisor => @processes,
    Task.Supervisor => @processes,
    Registry => @processes,
    Node => @processes,
    :gen_server => @processes,
    :gen_statem => @processes,
    :gen_event => @processes,
    :supervisor => @processes,
    :global => @processes,
    :pg => @processes,
    :rpc => @processes,
    :ets => "maps, Agent and :persistent_term hold terms",
    :dets => "maps, Agent and :persistent_term hold terms",
    :mnesia => "maps, Agent and :persistent_term hold terms",
    :atomics => ":counters and Agent count",
    :dict => "Map is there",
    :gb_trees => "Map is there",
    :gb_sets => "MapSet and :ordsets are there",
    :proplists => "Keyword is there",
    :sofs => "MapSet is there",
    :re => "Regex is there",
    :filename => "Path is there",
    :filelib => "Path and File are there",
    Port => "System.cmd/3 runs programs",
    URI => nil,
    Record => nil,
    :crypto => nil,
    :digraph => nil,
    :gen_tcp => nil,
    :gen_udp => nil,
    :httpc => nil,
    :inet => nil,
    :inets => nil,
    :logger => "Logger is there",
    :public_key => nil,
    :ssl => nil,
    :xmerl => nil,
    :zlib => nil,
    :telemetry =>
      "nothing would listen; a module of that name in the program, with these functions, takes its place"
  }

  # What is said of a module that is not available: nil of one that neither of the two has.
  def hint(module) when is_map_key(@instead, module) do
    case :erlang.map_get(module, @instead) do
      nil -> ". cnx does not carry #{inspect(module)}"
      instead -> ". cnx does not carry #{inspect(module)}: #{instead}"
    end
  end

  def hint(_module), do: nil
end
