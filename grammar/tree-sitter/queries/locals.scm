; Where names are given and used.
[(source_file) (block) (closure) (handler) (match_arm) (def_statement)] @local.scope

(let_statement name: (identifier) @local.definition)
(const_statement name: (identifier) @local.definition)
(def_statement name: (identifier) @local.definition)
(for_statement name: [(identifier) (variable)] @local.definition)
(handler name: (identifier) @local.definition)
(parameter name: (identifier) @local.definition)
(binding_pattern (variable) @local.definition)

(variable) @local.reference
(command) @local.reference
