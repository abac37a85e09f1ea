using Steward.Tests.Hosting;

[assembly: AssemblyFixture(typeof(Servers))]
