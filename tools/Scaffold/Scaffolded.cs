using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steward.Server;

namespace Steward.Scaffold;

/// <summary>The model is the server's own: a module that the server runs cannot be forgotten here.</summary>
internal static class Scaffolded
{
    internal static void AddModules(IServiceCollection services, Platform.Data.Storage storage) =>
        services.AddModules(storage, new ConfigurationManager());
}
