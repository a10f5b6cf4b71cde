// Compiles a folder of Python on CPython 3.13, whatever Python this machine has: node compile_layers.mjs PYODIDE FOLDER
//
// Not bound to file times, which unpacking a layer changes, nor to where the folder lies, nor to a random hash seed:
// the same files give the same bytes on every machine.
import { pathToFileURL } from "node:url";

const [pyodide, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
python.FS.mkdir("/layer");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/layer");
const compiled = python.runPython(`
import compileall, sys
from py_compile import PycInvalidationMode

assert sys.version_info[:2] == (3, 13), sys.version
bool(compileall.compile_dir("/layer", quiet=1, stripdir="/layer", invalidation_mode=PycInvalidationMode.UNCHECKED_HASH))
`);
process.exit(compiled ? 0 : 1);
