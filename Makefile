# 两条命令：make 排出样刊的全部版本；make test 运行测试。别的目标供开发用。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLES := $(patsubst %/issue.yaml,%,$(sort $(wildcard issues/*/issue.yaml)))

.PHONY: sample test lint bench clean

sample: $(VENV)/installed
	$(BIN)/banxin build $(SAMPLES) --script zh-Hans,zh-Hant-TW

test: $(VENV)/installed-dev lint
	$(BIN)/pytest -n 2

lint: $(VENV)/installed-dev
	$(BIN)/ruff check convert tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m tests.bench issues/*/

$(VENV)/installed: pyproject.toml requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "版心要 Python 3.11 以上；可用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	$(BIN)/python -m compileall -q convert
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) build/*/
