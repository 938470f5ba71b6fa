# A real Odoo 19 with this addon on a bare machine; see dev/sandbox/__init__.py.
PYTHON ?= python3
SANDBOX = @$(PYTHON) -m dev.sandbox

export PORT WORKERS INTERFACE MINUTES ROUNDS
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: help run test queue-test attack dist upgrade-test lint bench growth soak flaky faults sweep cluster errors pot shell stop clean

help:  ## List the commands
	$(SANDBOX) help

run:  ## Odoo with demo data on http://localhost:8069 (PORT=)
	$(SANDBOX) run

test:  ## The whole suite, or a part: T=test_native, T=TestClass, T=TestClass.test_method; PROCESSES=
	$(SANDBOX) test $(T)

queue-test:  ## The tests of jobs where OCA's queue_job runs them
	$(SANDBOX) queue-test $(T)

attack:  ## Random requests under random limits; nothing may leak: RESTAPI_SEED=
	$(SANDBOX) attack $(T)

dist:  ## The zip that goes to Apps and its bill of materials, in dist/
	$(SANDBOX) dist

upgrade-test:  ## From older versions to the zip of this one; installed, used, uninstalled
	$(SANDBOX) upgrade-test

lint:  ## ruff, its format, pyright on core/, pylint-odoo, bandit, XML and CSV, what ships
	$(SANDBOX) lint

bench:  ## Ours beside the others, into .sandbox/bench.json
	$(SANDBOX) bench

growth:  ## Statements and plans of a thousand records and of millions: KEEP=1
	$(SANDBOX) growth

soak:  ## Traffic in every dialect and what it leaves, into .sandbox/soak.json: MINUTES=10
	$(SANDBOX) soak

flaky:  ## The suite ten times on a busy machine, or a part: T=test_native, ROUNDS=10
	$(SANDBOX) flaky $(T)

sweep:  ## Every model of Odoo's modules in every dialect beside JSON-2: M=res.partner
	$(SANDBOX) sweep $(M)

faults:  ## What goes wrong around Odoo while clients go on: F=redis-stopped
	$(SANDBOX) faults $(F)

cluster:  ## Two servers, a replica, Redis and nginx, into .sandbox/cluster.json: T=reads
	$(SANDBOX) cluster $(T)

errors:  ## docs/errors.md, from the table of codes
	$(SANDBOX) errors

pot:  ## The terms of i18n/, for who translates them
	$(SANDBOX) pot

shell:  ## Odoo shell on the demo database
	$(SANDBOX) shell

stop:  ## Stop what an earlier command left running
	$(SANDBOX) stop

clean:  ## Stop, and remove .sandbox
	$(SANDBOX) clean

