using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Steward.Platform.Errors;

namespace Steward.Platform.Http;

/// <summary>Metadata of routes whose contract wants the member <c>error</c> of a failure to be an object of its own making.</summary>
/// <param name="Of">The object.</param>
public sealed record ErrorShape(Func<Problem, HttpContext, JsonObject> Of);
