# Cnx.Docs.Nx.Serving - what h says about Nx.Serving.
defmodule Cnx.Docs.Nx.Serving do
  def text,
    do: ~S"""
    Computations that serve inputs in batches: preprocessing, a definition, postprocessing.

    - new(function_or_module): A serving; function(options) gives the computation.
    - new(module, argument): The same with an argument of its init/3.
    - new(module, argument, options): The same with options of defn.
    - jit(function, options \\ []): A serving of a definition.
    - run(serving, input): Runs it here and now.
    - batched_run(name, input, preprocessing \\ identity): Runs the serving of this name.
    - start_link(options): Starts it under `name:`.
    - child_spec(options): How a supervisor starts it.
    - batch_size(serving, size): The largest batch.
    - client_preprocessing(serving, function): {batch, info} of an input.
    - client_postprocessing(serving, function): The result of {output, metadata} and info.
    - distributed_postprocessing(serving, function): What happens to results on another node.
    - streaming(serving, options \\ []): Results come as a stream.
    - process_options(serving, options): Options of its process.
    - defn_options(serving, options): Options of its compiler.
    """
end
