#pragma once

namespace CLI {
class App;
}

namespace sitewatch::tool {

struct Session;

/// `report extend|waive|return|reinstate`, under the `report` command.
void add_decision_commands(CLI::App& report, Session& session);

}  // namespace sitewatch::tool
