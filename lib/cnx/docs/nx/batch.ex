# Cnx.Docs.Nx.Batch - what h says about Nx.Batch.
defmodule Cnx.Docs.Nx.Batch do
  def text,
    do: ~S"""
    Entries that wait to go through a computation together.

    - new(): No entries.
    - stack(batch, entries): Adds entries, each as one row.
    - stack(entries): A batch of these.
    - concatenate(batch, entries): Adds entries of several rows.
    - concatenate(entries): A batch of these.
    - merge(batches): One batch of all.
    - merge(left, right): One batch of both.
    - split(batch, size): {the first rows, the rest}.
    - pad(batch, rows): Rows to be added when it is computed.
    - key(batch, key): Sets what batches have in common.
    - to_container(batch): Its rows as tensors.
    """
end
