# EXLA.Backend - a name to transfer tensors to. The memory of :host is the machine's own, and what
# runs elsewhere takes its inputs along, so there is nothing to move ahead of a call.
defmodule EXLA.Backend do
end
