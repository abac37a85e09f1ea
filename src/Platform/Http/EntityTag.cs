using Microsoft.AspNetCore.Http;
using Steward.Platform.Errors;

namespace Steward.Platform.Http;

/// <summary>The version of an object as <c>ETag</c>, and <c>If-Match</c> on changes: who changes what he has not seen is told so.</summary>
public static class EntityTag
{
    /// <summary>Sends the version with the answer.</summary>
    public static void Show(HttpContext http, long version) => http.Response.Headers.ETag = Of(version);

    /// <summary>Leaves with 412 when the caller named a version and it is not the current one.</summary>
    public static void MustMatch(HttpContext http, long version, string what)
    {
        var asked = http.Request.Headers.IfMatch.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > 0 && !asked.Contains("*") && !asked.Contains(Of(version))) throw Changed(what).AsException();
    }

    /// <summary>412: somebody else was faster.</summary>
    public static Problem Changed(string what) => new(412, "precondition_failed", "Precondition failed", $"The {what} was changed since it was read; read it again.");

    private static string Of(long version) => $"\"{version}\"";
}
