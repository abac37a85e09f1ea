using Microsoft.EntityFrameworkCore;

namespace Steward.Platform.Data;

/// <summary>A module's share of the one model: its tables, keys and indexes. Every module has one; <see cref="AppDb"/> asks them all.</summary>
public interface IModelPart
{
    /// <summary>Adds the module's entities. Table names start with the module's name in lower case and an underscore.</summary>
    void Build(ModelBuilder model);
}

/// <summary>A row that belongs to one tenant; <see cref="AppDb"/> hides it from every other tenant.</summary>
public interface ITenantOwned
{
    /// <summary>The owner.</summary>
    Guid TenantId { get; }
}
