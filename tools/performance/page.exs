# page.exs FOLDER ROUNDS QUICK - doc/performance.md and its pictures from what tools/performance/measure
# left in the folder; with QUICK 1 the table of ratios is printed and nothing is written.
defmodule Page do
  alias Cnx.Plot

  # How many times faster than XLA a workload has to be; 1 where nothing stands here.
  @goals %{
    "softmax_1m_f32" => 2.0,
    "softmax_1m_f64" => 1.7,
    "softmax_rows_64x32000" => 2.0,
    "chain_1m" => 6.0,
    "gelu_1m" => 1.5,
    "saxpy_1m" => 1.5,
    "layer_norm_512x1024" => 1.5,
    "saxpy_16m" => 3.0,
    "sum_axis0_4096" => 1.5,
    "kmeans_step_50k_x16_k32" => 1.5,
    "gmm_grad_1k_d20_k25_f64" => 1.5,
    "random_normal_1m" => 1.5,
    "add_scalar" => 4.0,
    "transpose_add_1024" => 8.0,
    "cumulative_sum_1m" => 6.0,
    "sort_1m" => 8.0,
    "argsort_100k" => 8.0,
    "mandelbrot_512_100" => 4.0,
    "attention_grad_4x8x256x64" => 2.0,
    "lstm_grad_64x32x128" => 2.0,
    "cnn_step_b64" => 2.0,
    "mlp_step_b128" => 1.3,
    "fft_512k" => 1.3,
    "matmul_bias_relu_512" => 1.1
  }

  def main([folder, rounds, quick]) do
    rounds = String.to_integer(rounds)
    jax = for r <- 1..rounds, do: figures(folder, "jax.#{r}.json")
    cnx = for r <- 1..rounds, do: figures(folder, "cnx.#{r}.json")
    rows = rows(jax, cnx)

    if quick == "1" do
      IO.puts(ratio_table(rows))
    else
      File.mkdir_p!("doc/performance")
      for {name, plot} <- plots(folder), do: Plot.write(plot, "doc/performance/#{name}.svg")
      File.write!("doc/performance.md", page(folder, rows, rounds, system(folder)))
      IO.puts(ratio_table(rows))
    end
  end

  # --- figures ---

  # [{name, median ms, compile ms}] in the file's order
  defp figures(folder, file) do
    text = File.read!(Path.join(folder, file))

    for [_, name, inner] <- Regex.scan(~r/"(\w+)": \{([^{}]*median_ms[^{}]*)\}/, text) do
      {name, field(inner, "median_ms"), field(inner, "compile_ms")}
    end
  end

  defp call_from_c(folder) do
    [{_, ms, _}] = figures(folder, "calls.json")
    round(ms * 1.0e6)
  end

  defp field(text, name) do
    [_, number] = Regex.run(~r/"#{name}": ([0-9.e+-]+)/, text)
    elem(Float.parse(number), 0)
  end

  defp rows(jax, cnx) do
    for {name, _, _} <- hd(jax), Enum.any?(hd(cnx), &(elem(&1, 0) == name)) do
      {over(jax, name, 1), over(cnx, name, 1), over(jax, name, 2), over(cnx, name, 2)}
      |> Tuple.insert_at(0, name)
    end
  end

  # The median of the rounds.
  defp over(rounds, name, field), do: rounds |> Enum.map(&find(&1, name, field)) |> median()

  defp find(figures, name, field) do
    figures |> Enum.find(&(elem(&1, 0) == name)) |> elem(field)
  end

  defp median(xs), do: xs |> Enum.sort() |> Enum.at(div(length(xs), 2))
  defp mean(xs), do: :math.exp(Enum.sum(Enum.map(xs, &:math.log/1)) / max(length(xs), 1))

  # --- text ---

  defp ratio_table(rows) do
    ratios = for {_, j, c, _, _} <- rows, do: j / c
    compile = for {_, _, _, j, c} <- rows, do: j / c

    lines =
      for {name, j, c, jc, cc} <- rows do
        goal = Map.get(@goals, name, 1.0)
        mark = if j / c >= goal, do: "", else: " *"

        "| #{name} | #{ms(j)} | #{ms(c)} | **#{times(j / c)}**#{mark} | #{times(goal)} | #{ms(jc)} | #{ms(cc)} | #{times(jc / cc)} |\n"
      end

    """
    | workload | XLA ms | cnx ms | x faster | goal | XLA compiles ms | cnx compiles ms | x faster |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    #{lines}| geometric mean | | | **#{times(mean(ratios))}** | 2.2 | | | **#{times(mean(compile))}** |
    """
  end

  defp times(x), do: :erlang.float_to_binary(x * 1.0, decimals: 2)
  defp ms(x) when x >= 100, do: :erlang.float_to_binary(x * 1.0, decimals: 0)
  defp ms(x) when x >= 1, do: :erlang.float_to_binary(x * 1.0, decimals: 2)
  defp ms(x), do: :erlang.float_to_binary(x * 1.0, decimals: 4)

  defp system(folder) do
    [_, jax] = Regex.run(~r/"system": "([^"]*)"/, File.read!(Path.join(folder, "jax.1.json")))
    [_, cnx] = Regex.run(~r/"system": "([^"]*)"/, File.read!(Path.join(folder, "cnx.1.json")))
    [_, cpu] = Regex.run(~r/model name\s*: (.*)/, File.read!("/proc/cpuinfo"))
    "#{jax} and #{cnx} on #{System.schedulers_online()} threads of #{String.trim(cpu)}"
  end

  defp page(folder, rows, rounds, system) do
    {jax_ms, jax_kb} = start(folder, "jax")
    {cnx_ms, cnx_kb} = start(folder, "cnx")

    """
    # Performance

    #{system}. `tools/performance/measure` makes this page: the workloads of `bench/` on both systems, one after the
    other, in #{rounds} interleaved rounds; the figures are medians of the rounds' medians. Where a ratio is below its goal
    stands a star. Compiling is from a function to an executable, nothing cached, in a process that has compiled before.

    #{ratio_table(rows)}
    A call of `x + 1` on 10 elements takes #{call_from_c(folder)} ns from C
    (`cnx bench tools/performance/calls.exs`) and #{String.trim(File.read!(Path.join(folder, "calls")))} ns from the
    language (`cnx run --compiler llvm tools/performance/calls.exs`).

    Where the time of compiling goes is told in [kernels.md](kernels.md#code).

    ## Starting

    A process that defines softmax, compiles it without a cache, and runs it on 4,000,000 elements:

    | | ms | peak memory |
    | --- | --- | --- |
    | JAX | #{round(jax_ms)} | #{div(jax_kb, 1024)} MiB |
    | cnx | #{round(cnx_ms)} | #{div(cnx_kb, 1024)} MiB |

    ## Cost by size

    Softmax of n elements, on one thread and on two, and compiling a chain of n dependent operations; both axes are
    logarithms to base 10, so a straight line that climbs as fast as it goes is a cost that grows with n.

    ![softmax](performance/softmax.svg)

    ![compiling](performance/compile.svg)
    """
  end

  # The median of the milliseconds, and the most kilobytes.
  defp start(folder, what) do
    lines =
      for line <- String.split(File.read!(Path.join(folder, "start.#{what}")), "\n", trim: true) do
        [ms, kb] = String.split(line)
        {String.to_integer(ms), String.to_integer(kb)}
      end

    {median(Enum.map(lines, &elem(&1, 0))), Enum.max(Enum.map(lines, &elem(&1, 1)))}
  end

  # --- pictures ---

  defp plots(folder) do
    one = sizes(folder, 1)
    two = sizes(folder, 2)

    softmax =
      Plot.line([{"1 thread", points(one, "softmax")}, {"2 threads", points(two, "softmax")}],
        title: "softmax",
        x_label: "log10 of elements",
        y_label: "log10 of milliseconds",
        height: 360
      )

    compile =
      Plot.line([{"1 thread", points(one, "chain")}, {"2 threads", points(two, "chain")}],
        title: "compiling a chain of operations",
        x_label: "log10 of operations",
        y_label: "log10 of milliseconds",
        height: 360
      )

    [softmax: softmax, compile: compile]
  end

  defp sizes(folder, threads) do
    for line <- String.split(File.read!(Path.join(folder, "sizes.#{threads}")), "\n", trim: true) do
      [what, x, y] = String.split(line)
      {what, elem(Float.parse(x), 0), elem(Float.parse(y), 0)}
    end
  end

  defp points(sizes, what),
    do: for({^what, x, y} <- sizes, do: {:math.log10(x), :math.log10(y)})
end

Page.main(System.argv())
