#pragma once

#include <map>
#include <string>

#include "ports/form_links.h"

namespace sitewatch {

/// Remembers what it gave out.
class FakeFormLinks : public FormLinks {
 public:
  std::string token(const FormGrant& grant) override {
    std::string made = "link-" + std::to_string(given_.size() + 1);
    given_.emplace(made, grant);
    return made;
  }
  std::optional<FormGrant> read(std::string_view token) const override {
    const auto found = given_.find(token);
    return found == given_.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  std::map<std::string, FormGrant, std::less<>> given_;
};

}  // namespace sitewatch
