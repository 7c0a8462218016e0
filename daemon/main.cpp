#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "app/last_words.h"
#include "app/log_sink.h"
#include "app/process.h"
#include "config/load.h"

namespace {

constexpr int exit_configuration = 2;
constexpr int exit_failure = 1;

int check(const std::string& path) {
  const auto config = sitewatch::load_config(path);
  if (config) {
    std::cout << sitewatch::summary(*config) << '\n' << std::flush;
    for (const std::string& each : sitewatch::notices(*config, path)) std::cerr << each << '\n';
    return 0;
  }
  for (const sitewatch::Mistake& each : config.error()) std::cerr << each.text() << '\n';
  return exit_configuration;
}

}  // namespace

int main(int argc, char** argv) {
  sitewatch::occupy_standard_descriptors();
  sitewatch::end_in_order_without_memory();
  CLI::App command{"sitewatchd watches websites: reachable, kept up, closed as planned, reported on time."};
  std::string config_path;
  bool check_only = false;
  command.add_option("--config", config_path, "The configuration file")->required()->type_name("FILE");
  command.add_flag("--check-config", check_only,
                   "Print every mistake of the configuration, or one line of counts and warnings; then end");
  command.set_version_flag("--version", "sitewatchd " SITEWATCH_VERSION);
  try {
    command.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return command.exit(error) == 0 ? 0 : exit_configuration;
  }
  if (check_only) return check(config_path);

  // A peer that hangs up, a file at its limit and signals that mean nothing here are no reason to die.
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGALRM}) std::signal(signal, SIG_IGN);
  const auto log = std::make_shared<sitewatch::LogSink>(2);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("sitewatchd", log));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  auto config = sitewatch::load_config(config_path);
  if (!config) {
    for (const sitewatch::Mistake& each : config.error()) std::cerr << each.text() << '\n';
    return exit_configuration;
  }
  for (const std::string& each : sitewatch::notices(*config, config_path)) spdlog::warn("{}", each);
  const auto ended =
      sitewatch::run_daemon(config_path, std::make_shared<const sitewatch::Config>(std::move(*config)), *log);
  if (ended) return 0;
  spdlog::critical("{}", ended.error().message);
  return exit_failure;
}
