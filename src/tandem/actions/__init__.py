"""What is done: one verb per module; every write goes through here.

The parameters of every action come in the same order:

1. the smallest bundle it needs: `desk: Desk`, `thinking: Thinking`, `database: Database`, or
   `recognisers: Recognisers` where there is no database;
2. the agent who acts, if one does (`agent`, or `admin` where another agent is what it is done to);
   None stands for the command line;
3. the ids of what it is done to;
4. the values.

`now` and everything that has a default are keyword-only.
"""
