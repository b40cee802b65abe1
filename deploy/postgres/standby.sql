-- Once, on the first machine, as setup.sql: whom the standby comes as. It reads everything and writes nothing.
create role replicator login replication nosuperuser nocreatedb nocreaterole password :password;
