"""A whole rubric of one criterion: small enough to change a word of it and see what that does."""

#: What stands before the sections of any rubric.
HEAD = """\
id: tiny
version: "1"
label: {es: "Prueba"}
pass_mark: 50
bands:
  - {id: all, from_score: 0, label: {es: "Todo"}}
"""

TINY_RUBRIC = f"""\
{HEAD}sections:
  - {{id: voice, label: {{es: "Voz"}}}}
criteria:
  - id: volume_in_range
    section: voice
    label: {{es: "Volumen"}}
    why: {{es: "Porque sí se oye"}}
    tip: {{es: "Hable claro"}}
    points: 2
    check:
      kind: measure
      name: loudness
      party: agent
      at_least: -30
    reasons:
      met: {{es: "Se oye a {{value}} ({{threshold}})."}}
"""
