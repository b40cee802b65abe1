-- Once, as the database's administrator: psql -v password="'…'" -f deploy/postgres/setup.sql
-- The service owns its database and nothing else; it makes its tables itself at the first start.
create role porchlight login nosuperuser nocreatedb nocreaterole password :password;
create database porchlight owner porchlight encoding 'UTF8' template template0;
revoke all on database porchlight from public;
alter role porchlight set statement_timeout = '15s';
alter role porchlight set lock_timeout = '5s';
alter role porchlight set idle_in_transaction_session_timeout = '30s';
