using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Api;

/// <summary>One method of one mapped route, as the running server knows it.</summary>
internal sealed partial record Route(string Method, string Pattern, RouteEndpoint Endpoint)
{
    public Service? Service => Endpoint.Metadata.GetMetadata<ServiceRoute>()?.Service;

    public bool IsAnonymous => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    public bool IsClosed => Endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || Permissions.Length > 0;

    public string[] Permissions => [.. Endpoint.Metadata.GetOrderedMetadata<PermissionRequirement>().Select(p => p.Permission)];

    public Type? BodyType => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    /// <summary>Parameters of the path and, where the handler has more, of the query.</summary>
    public string[] PathParameters => [.. Parameter().Matches(Pattern).Select(m => m.Groups[1].Value)];

    public string[] HandlerParameters => [.. Endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Select(p => p.Name!) ?? []];

    public string With(Func<string, string> value) => Parameter().Replace(Pattern, m => Uri.EscapeDataString(value(m.Groups[1].Value)));

    public string WithDummies() => Parameter().Replace(Pattern, m => m.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : m.Value.Contains(":int", StringComparison.Ordinal) ? "1" : "nobodys-" + m.Groups[1].Value);

    public override string ToString() => $"{Method} {Pattern}";

    [GeneratedRegex(@"\{([A-Za-z]+)[^}]*\}")]
    private static partial Regex Parameter();
}

internal static class Routes
{
    public static IReadOnlyList<Route> Of(TestServer server) =>
    [
        .. from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           select new Route(method, pattern, endpoint),
    ];
}
