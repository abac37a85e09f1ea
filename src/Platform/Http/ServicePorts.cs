using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Steward.Platform.Http;

/// <summary>One of the services that one process serves: a name and the port that its guide uses.</summary>
/// <param name="Name">The name in settings, documents and logs.</param>
/// <param name="DefaultPort">The port it listens on unless settings say otherwise.</param>
/// <param name="Title">What people call it.</param>
public sealed record Service(string Name, int DefaultPort, string Title)
{
    /// <summary>All routes and, later, the console.</summary>
    public static readonly Service Platform = new("platform", 8080, "Steward platform");

    /// <summary>The page builder's API.</summary>
    public static readonly Service Pages = new("api", 3000, "AI Page Builder");

    /// <summary>The CSR platform's gateway.</summary>
    public static readonly Service Gateway = new("gateway", 3001, "Gateway");

    /// <summary>Signed events of the platforms that volunteers meet on.</summary>
    public static readonly Service Connector = new("connector", 3002, "Connector");

    /// <summary>Safety screening.</summary>
    public static readonly Service Safety = new("safety", 3003, "Safety");

    /// <summary>Metrics of companies and cohorts.</summary>
    public static readonly Service Reporting = new("reporting", 3004, "Reporting");

    /// <summary>Feedback turned into scores, and what that costs.</summary>
    public static readonly Service Q2Q = new("q2q", 3007, "Q2Q");

    /// <summary>Scheduled deliveries to partners.</summary>
    public static readonly Service ImpactIn = new("impact-in", 3008, "Impact-In");

    /// <summary>Flags and milestones of participants.</summary>
    public static readonly Service Journey = new("journey", 3009, "Journey");

    /// <summary>Construction cost codes.</summary>
    public static readonly Service Codebook = new("codebook", 8000, "Construction Codebook");

    /// <summary>Comments on social platforms.</summary>
    public static readonly Service Moderation = new("moderation", 8001, "Moderation Bot");

    /// <summary>Every service. Each has a port, with health, metrics and documents on it, before its product's own routes are there.</summary>
    public static readonly IReadOnlyList<Service> All =
        [Platform, Pages, Gateway, Connector, Safety, Reporting, Q2Q, ImpactIn, Journey, Codebook, Moderation];
}

/// <summary>Says on which service's port, besides the platform's, a route answers. Routes without it answer on every port.</summary>
/// <param name="Service">The service.</param>
public sealed record ServiceRoute(Service Service);

/// <summary>Carried by a connection: the service whose port accepted it.</summary>
/// <param name="Service">The service.</param>
public sealed record AcceptedBy(Service Service);

/// <summary>Keeps the routes of one service off the ports of the others.</summary>
public sealed class ServicePortPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <inheritdoc />
    public override int Order => -500;

    /// <inheritdoc />
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(e => e.Metadata.GetMetadata<ServiceRoute>() is not null);

    /// <inheritdoc />
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var accepted = httpContext.AcceptedBy();
        if (accepted == Service.Platform) return Task.CompletedTask;
        for (var i = 0; i < candidates.Count; i++)
        {
            var route = candidates[i].Endpoint.Metadata.GetMetadata<ServiceRoute>();
            if (route is not null && route.Service != accepted) candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Marks routes with their service.</summary>
public static class ServicePortExtensions
{
    /// <summary>The route or group answers on this service's port and on the platform's.</summary>
    public static T On<T>(this T routes, Service service) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new ServiceRoute(service));

    /// <summary>The service whose port accepted the request; the platform's where nothing says otherwise.</summary>
    public static Service AcceptedBy(this HttpContext http) => http.Features.Get<AcceptedBy>()?.Service ?? Service.Platform;
}
