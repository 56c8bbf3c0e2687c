# A script as one writes it for Nx, EXLA and Benchee runs as it is: softmax of a million numbers,
# eager beside compiled; and settings of the application exla as its users write them.
. test/oracle/xla_prelude

cat > "$tmp/softmax.exs" << 'END'
Mix.install(
  [
    {:nx, "~> 0.10"},
    {:exla, "~> 0.10"},
    {:benchee, "~> 1.3"}
  ],
  config: [exla: [clients: [host: [platform: :host, cpu_device_count: 3], cuda: [platform: :cuda, preallocate: false]]]]
)

defmodule Softmax do
  import Nx.Defn

  defn softmax(n) do
    Nx.exp(n) / Nx.sum(Nx.exp(n))
  end
end

size = 1_000_000
rand = for(_ <- 1..size, do: :rand.uniform())

t64 = Nx.tensor(rand, type: {:f, 64}, backend: Nx.BinaryBackend)
t32 = Nx.tensor(rand, type: {:f, 32}, backend: Nx.BinaryBackend)

IO.inspect(Softmax.softmax(t32))

host = EXLA.jit(&Softmax.softmax/1, client: :host)
[^size] = Nx.to_flat_list(Nx.shape(host.(t32)) |> Tuple.to_list() |> Nx.tensor())

for {t, most} <- [{t32, 1.0e-11}, {t64, 1.0e-19}] do
  gap = Nx.reduce_max(Nx.abs(Nx.subtract(host.(t), Nx.Defn.jit(&Softmax.softmax/1, compiler: Nx.Defn.Evaluator).(t))))
  IO.puts("#{inspect(Nx.type(host.(t)))} agrees: #{Nx.to_number(gap) < most}")
end

IO.inspect(EXLA.Client.fetch!(:host).device_count)

benches = %{
  "elixir f32" => fn -> Softmax.softmax(t32) end,
  "elixir f64" => fn -> Softmax.softmax(t64) end,
  "xla jit-cpu f32" => {fn -> host.(t32) end, after_each: &Nx.backend_deallocate/1},
  "xla jit-cpu f64" => {fn -> host.(t64) end, after_each: &Nx.backend_deallocate/1}
}

benches =
  if System.get_env("EXLA_TARGET") == "cuda" do
    dt32 = Nx.backend_transfer(t32, {EXLA.Backend, client: :cuda})
    cuda = EXLA.jit(&Softmax.softmax/1, client: :cuda)
    Map.put(benches, "xla jit-gpu f32", {fn -> cuda.(dt32) end, after_each: &Nx.backend_deallocate/1})
  else
    benches
  end

Benchee.run(
  benches,
  time: 0.05,
  warmup: 0.01,
  memory_time: 0.01
)
END

for plugin in $plugins; do
    use_plugin "$plugin"
    run run "$tmp/softmax.exs"
    expect code 0
    expect no-err
    expect out-has 'f32[1000000]'
    expect out-has '{:f, 32} agrees: true
{:f, 64} agrees: true
3
'
    for job in 'elixir f32' 'elixir f64' 'xla jit-cpu f32' 'xla jit-cpu f64'; do
        grep -Eq "^$job +[0-9.]+ (K )?+[0-9.]+ [mµ]?s" "$tmp/out" || grep -Eq "^$job +[0-9.]+" "$tmp/out" ||
            wrong "a line of $job"
    done
done

# as config/config.exs has it
mkdir -p "$tmp/app/config" "$tmp/app/lib"
cat > "$tmp/env.exs" << 'END'
Application.put_env(:exla, :clients, host: [platform: :host, cpu_device_count: 2], cuda: [platform: :cuda, memory_fraction: 0.5])
Application.put_env(:exla, :default_client, :host)
Nx.default_backend({EXLA.Backend, client: :host})
Nx.Defn.default_options(compiler: EXLA)
IO.inspect({EXLA.Client.default_name(), EXLA.Client.fetch!(:host).device_count})
IO.inspect(Nx.to_number(Nx.sum(Nx.iota({4}))))
END
run run "$tmp/env.exs"
expect code 0
expect out '{:host, 2}
6'
