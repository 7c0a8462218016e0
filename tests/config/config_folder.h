#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <utility>

namespace sitewatch {

/// A folder of files that goes away with the object.
class ConfigFolder {
 public:
  ConfigFolder(std::initializer_list<std::pair<std::string, std::string>> files) {
    std::string pattern = std::filesystem::temp_directory_path() / "sitewatch-config-XXXXXX";
    root_ = mkdtemp(pattern.data());
    for (const auto& [name, content] : files) write(name, content);
  }
  ~ConfigFolder() { std::filesystem::remove_all(root_); }
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;

  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream{root_ / name, std::ios::binary} << content;
  }
  std::string path(const std::string& name) const { return root_ / name; }

 private:
  std::filesystem::path root_;
};

}  // namespace sitewatch
