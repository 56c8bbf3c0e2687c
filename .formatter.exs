[
  inputs: ["{lib,examples}/**/*.{ex,exs}", ".formatter.exs"],
  import_deps: [:nx]
]
