-- An agent's newest replies, to write in their voice.
create index message_of_agent on message (agent_id, created_at desc) where author = 'agent' and kind = 'reply';
