"""From an agent's judged calls to a coaching report: strengths, few priorities, goals."""
