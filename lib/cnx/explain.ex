# Cnx.Explain - what a compiler made of a definition: kernels, what was fused and why the rest was
# not, bytes and operations, memory, and time predicted from the machine's limits beside time
# measured. `cnx explain` prints it.
defmodule Cnx.Explain do
  alias Cnx.{Container, Machine}

  # A step of the plan: a kernel, or what a library, a routine or the regions' programs do.
  defmodule Step do
    defstruct [
      :index,
      :kind,
      :by,
      :name,
      :space,
      :blocks,
      :makes,
      :computes,
      :reads,
      :writes,
      :work,
      :follows
    ]
  end

  defstruct [:compiler, :steps, :nodes, :reasons, :memory]

  # The plan of a function for arguments like these; `compiler` as in Nx.Defn options, or nil. The
  # steps are nil where the compiler makes no kernels.
  def plan(fun, args, compiler \\ nil) do
    {graph, _} = Cnx.Tracing.trace(fun, args)
    of_program(Cnx.Program.build(graph, compiler))
  end

  def of_program(program) do
    compiler = Cnx.Program.compiler(program)

    case Cnx.Program.plan(program) do
      nil ->
        %Cnx.Explain{compiler: compiler}

      {steps, nodes, reasons, {inputs, results, arena, evaluated}} ->
        memory = %{inputs: inputs, results: results, arena: arena, evaluated: evaluated}
        steps = steps |> Enum.with_index() |> Enum.map(&step/1)

        %Cnx.Explain{
          compiler: compiler,
          steps: steps,
          nodes: nodes,
          reasons: reasons,
          memory: memory
        }
    end
  end

  defp step(
         {{kind, by, name, space, blocks, makes, computes, reads, writes, work, follows}, index}
       ) do
    %Step{
      index: index,
      kind: kind,
      by: by,
      name: name,
      space: space,
      blocks: blocks,
      makes: makes,
      computes: computes,
      reads: reads,
      writes: writes,
      work: work,
      follows: follows
    }
  end

  def kernels(%Cnx.Explain{steps: steps}), do: Enum.count(steps, &(&1.by == :kernel))

  # Bytes that a run takes beside its inputs.
  def peak_memory(%Cnx.Explain{memory: m}), do: m.results + m.arena + m.evaluated

  # What `cnx explain` does: `opts` are :after, a pass to print after; :svg, a file for the picture.
  def main(function, templates, opts) do
    args = Enum.map(templates, &Cnx.Show.template/1)
    fun = Cnx.Function.named(function, length(args))
    {graph, _} = Cnx.Tracing.trace(fun, args)

    if opts[:after] do
      after_pass(graph, opts[:after])
    else
      program = Cnx.Program.build(graph, nil)
      plan = of_program(program)
      if plan.steps == nil, do: raise(ArgumentError, no_kernels(plan))
      if opts[:svg], do: File.write!(opts[:svg], Cnx.Explain.Svg.picture(plan, function))

      tensors =
        args |> Enum.flat_map(&elem(Container.flatten_argument(&1), 1)) |> Enum.map(&fill/1)

      title = "#{function}(#{Enum.join(templates, ", ")}) on #{plan.compiler}\n\n"
      title <> text(plan, Cnx.Program.times(program, tensors), Machine.limits())
    end
  end

  defp no_kernels(plan),
    do: "the compiler #{plan.compiler} takes whole graphs and makes no kernels to explain"

  @passes ~w(trace simplify decompose products fuse place lower llvm asm all)

  defp after_pass(graph, pass) do
    unless pass in @passes do
      raise ArgumentError, "there is no pass #{pass}; there are #{Enum.join(@passes, ", ")}"
    end

    case Cnx.Graph.after(graph, pass, nil) do
      "" -> raise ArgumentError, "this compiler has nothing to show after #{pass}"
      text -> text
    end
  end

  # Elements that no operation finds hard: floats between 0 and 1, small integers.
  defp fill(template) do
    type = Nx.type(template)
    places = Nx.iota({Nx.size(template)}, type: {:s, 64})

    if Nx.Type.integer?(type),
      do: places |> Nx.remainder(2) |> Nx.as_type(type) |> Nx.reshape(Nx.shape(template)),
      else:
        places
        |> Nx.multiply(7919)
        |> Nx.remainder(1009)
        |> Nx.divide(1009)
        |> Nx.as_type(type)
        |> Nx.reshape(Nx.shape(template))
  end

  # --- text ---

  def text(plan, times, limits) do
    others = length(plan.steps) - kernels(plan)

    [
      "#{count(kernels(plan), "kernel")}, #{count(others, "other step")}\n",
      memory(plan.memory),
      machine(limits),
      "\n",
      table(plan, times, limits),
      reasons(plan)
    ]
    |> IO.iodata_to_binary()
  end

  defp count(1, what), do: "1 #{what}"
  defp count(n, what), do: "#{n} #{what}s"

  defp memory(m) do
    peak = m.inputs + m.results + m.arena + m.evaluated

    "peak memory #{bytes(peak)}: inputs #{bytes(m.inputs)}, results #{bytes(m.results)}, " <>
      "arena #{bytes(m.arena)}, evaluated #{bytes(m.evaluated)}\n"
  end

  defp machine(l) do
    "this machine: #{bytes(l.bandwidth)}/s of memory, #{number(l.rate)} additions/s, " <>
      "#{number(l.dot)} flop/s in products of matrices, #{time(l.start)} to begin a step\n"
  end

  @head ["step", "what", "operations", "over", "reads", "writes", "work", "predicted", "measured"]

  defp table(plan, times, limits) do
    rows = for {s, t} <- Enum.zip(plan.steps, times), do: row(s, t, limits)

    predicted =
      plan.steps |> Enum.map(&predicted(&1, limits)) |> Enum.map(&(&1 || 0)) |> Enum.sum()

    whole = ["", "all", "", "", "", "", "", time(predicted), time(List.last(times))]
    grid([@head | rows] ++ [whole])
  end

  defp row(s, measured, limits) do
    what = if s.by == :kernel, do: "#{s.kind} kernel", else: to_string(s.by)
    over = if s.blocks > 1, do: "#{s.space} in #{s.blocks} blocks", else: s.space
    inner = length(s.computes) - length(s.makes)
    fused = if inner > 0, do: "#{s.name} (#{inner} more inside)", else: s.name
    work = if s.work < 0, do: "-", else: number(s.work)
    guess = predicted(s, limits)

    [
      "#{s.index}",
      what,
      fused,
      over,
      bytes(s.reads),
      bytes(s.writes),
      work,
      if(guess, do: time(guess), else: "-"),
      if(s.follows, do: "in step #{s.index - 1}", else: time(measured))
    ]
  end

  # What the slower of memory and arithmetic takes; nil where the work is not known.
  defp predicted(%Step{work: work}, _) when work < 0, do: nil

  defp predicted(s, l) do
    rate = if s.by == :library, do: l.dot, else: l.rate
    moved = s.reads + s.writes
    bandwidth = if moved < l.cache, do: l.near, else: l.bandwidth
    Enum.max([moved / bandwidth, s.work / rate]) + l.start
  end

  defp grid(rows) do
    widths =
      rows |> Enum.zip() |> Enum.map(fn column -> column |> Tuple.to_list() |> longest() end)

    for row <- rows do
      line =
        row |> Enum.zip(widths) |> Enum.map_join("  ", fn {c, w} -> String.pad_trailing(c, w) end)

      [String.trim_trailing(line), "\n"]
    end
  end

  defp longest(cells), do: cells |> Enum.map(&String.length/1) |> Enum.max()

  defp reasons(%{reasons: []}), do: ""

  defp reasons(plan) do
    followers = for s <- plan.steps, s.follows, do: s.index

    lines =
      for {from, to, why} <- plan.reasons do
        if to in followers and from == to - 1,
          do:
            "  step #{to} is not in step #{from}, but runs on each part of what that writes at once\n",
          else: "  step #{to} is not in step #{from}: #{why}\n"
      end

    ["\nnot fused:\n" | lines]
  end

  # --- units ---

  def bytes(n) when n < 1000, do: "#{round(n)} B"
  def bytes(n), do: number(n) <> "B"

  defp number(n) when n < 1000, do: "#{round(n)} "

  defp number(n) do
    {by, unit} = Enum.find([{1.0e9, "G"}, {1.0e6, "M"}, {1.0e3, "k"}], fn {by, _} -> n >= by end)
    "#{Float.round(n / by, 1)} #{unit}"
  end

  defp time(s) when s >= 1.0, do: "#{Float.round(s * 1.0, 2)} s"
  defp time(s) when s >= 1.0e-3, do: "#{Float.round(s * 1.0e3, 2)} ms"
  defp time(s), do: "#{Float.round(s * 1.0e6, 1)} us"
end
