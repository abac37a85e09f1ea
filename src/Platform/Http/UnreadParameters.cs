using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Errors;

namespace Steward.Platform.Http;

/// <summary>Finds which parameters of path or query a request's endpoint could not read, after it refused the request.</summary>
internal static class UnreadParameters
{
    private static readonly MethodInfo Generic = typeof(UnreadParameters).GetMethod(nameof(Parses), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static IReadOnlyList<FieldError> Of(HttpContext http) =>
    [
        .. (http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
            .Where(p => p.HasTryParse && Sent(http, p.Name) is { } sent && !Reads(p.ParameterInfo.ParameterType, sent))
            .Select(p => new FieldError("/" + JsonNamingPolicy.CamelCase.ConvertName(p.Name), "wrong_type", "The value has the wrong type.")),
    ];

    private static string? Sent(HttpContext http, string name) =>
        http.GetRouteValue(name) as string ?? (http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null);

    private static bool Reads(Type type, string sent)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return Enum.TryParse(type, sent, out _);
        // What is no value of its own is text, which anything is.
        return !type.IsValueType || (bool)Generic.MakeGenericMethod(type).Invoke(null, [sent])!;
    }

    private static bool Parses<T>(string sent) where T : IParsable<T> => T.TryParse(sent, CultureInfo.InvariantCulture, out _);
}
