# The default backend: of the process, else that of all processes, which settings may name.
Nx.default_backend() # => {Nx.BinaryBackend, []}
Nx.default_backend(Nx.BinaryBackend) # => {Nx.BinaryBackend, []}
Process.delete({Nx, :backend})
Application.put_env(:nx, :default_backend, Nx.BinaryBackend)
Nx.default_backend() # => {Nx.BinaryBackend, []}
Nx.global_default_backend({Nx.BinaryBackend, a: 1}) # => {Nx.BinaryBackend, []}
Nx.default_backend() # => {Nx.BinaryBackend, [a: 1]}
Nx.with_default_backend(Nx.BinaryBackend, fn -> Nx.default_backend() end) # => {Nx.BinaryBackend, []}
Nx.default_backend() # => {Nx.BinaryBackend, [a: 1]}
Task.await(Task.async(fn -> Nx.default_backend() end)) # => {Nx.BinaryBackend, [a: 1]}
Nx.default_backend(Nx.BinaryBackend) # => {Nx.BinaryBackend, [a: 1]}
Task.await(Task.async(fn -> Nx.default_backend() end)) # => {Nx.BinaryBackend, [a: 1]}
try do Nx.with_default_backend(Nx.BinaryBackend, fn -> raise "x" end) rescue _ -> Nx.default_backend() end # => {Nx.BinaryBackend, []}
Nx.default_backend(12) # error: (ArgumentError) backend must be an atom or a tuple {backend, options}, got: 12
Nx.default_backend({Nx.BinaryBackend, 1}) # error: (ArgumentError) backend must be an atom or a tuple {backend, options}, got: {Nx.BinaryBackend, 1}
Nx.default_backend(Some.Backend) # error: (ArgumentError) could not load module Some.Backend due to reason :nofile
Nx.default_backend({EXLA.Backend, some: 1}) # error: (ArgumentError) unknown keys [:some] in [some: 1], the allowed keys are: [:client, :device_id]
Nx.default_backend({EXLA.Backend, client: :abacus}) # error: (ArgumentError) could not find EXLA client named :abacus, the clients specified in your config files are: [:host, :cuda, :rocm, :tpu]
Nx.default_backend() # => {Nx.BinaryBackend, []}
