"""What happened and when: rings, holds, transfers, interruptions, sighs, dead air."""
