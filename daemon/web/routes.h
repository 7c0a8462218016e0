#pragma once

#include <memory>
#include <string>

#include "web/access.h"
#include "web/form_guard.h"
#include "web/http.h"
#include "web/server.h"

namespace sitewatch::web {

/// What answers are made with: one configuration's settings and words.
struct Served {
  Settings settings;
  Catalogue catalogue;
};

/// One request on its way to an answer.
struct Call {
  const Ports& ports;
  const FormGuard& guard;
  std::shared_ptr<const Served> served;  // Shared with sources of long answers, which may outlive a reload.
  Caller caller;
  Request request;
  std::string argument;  ///< The part of the path that names a thing.
};

/// Finds the page or the endpoint, checks that the caller may use it and that no foreign page sent it, and answers.
/// `call` outlives the task.
Task<Response> answer(Call& call);

/// Whether the answer to a stranger is a page that says how the office gets a login.
bool explains_login(const Request& request, const Settings& settings);

/// Whether anybody may ask for this path.
bool is_open(const Request& request);

}  // namespace sitewatch::web
