// Starts `copydesk server` for drafts and packs, and hands it the settings under “copydesk”.
"use strict";

const { commands, window, workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

const DRAFTS = ["plaintext", "markdown", "mdx", "html", "restructuredtext", "asciidoc"];

let client;

async function activate(context) {
  const settings = workspace.getConfiguration("copydesk");
  const [command, ...args] = settings.get("command");
  const wishes = () => {
    const now = workspace.getConfiguration("copydesk");
    return { pause: now.get("pause"), claims: now.get("claims"), workspace: now.get("workspace") };
  };
  client = new LanguageClient(
    "copydesk",
    "Copydesk",
    { command, args, transport: TransportKind.stdio },
    {
      documentSelector: [
        ...DRAFTS.flatMap((language) => ["file", "untitled"].map((scheme) => ({ scheme, language }))),
        { scheme: "file", language: "yaml" },
      ],
      initializationOptions: wishes(),
      synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.{yaml,yml,toml}") },
    },
  );
  const ask = (name, ...given) => client.sendRequest("workspace/executeCommand", { command: name, arguments: given });
  context.subscriptions.push(
    client,
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("copydesk")) {
        client.sendNotification("workspace/didChangeConfiguration", { settings: { copydesk: wishes() } });
      }
    }),
    ...["Ledger", "Report"].map((page) =>
      commands.registerCommand(`copydesk.show${page}`, () =>
        window.activeTextEditor && ask(`copydesk.open${page}`, window.activeTextEditor.document.uri.toString()),
      ),
    ),
    commands.registerCommand("copydesk.checkAll", () => ask("copydesk.checkWorkspace")),
  );
  try {
    await client.start();
  } catch (fault) {
    window.showErrorMessage(`Copydesk: “${command}” could not be started: pip install 'copydesk[lsp]', or set copydesk.command (${fault})`);
  }
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
