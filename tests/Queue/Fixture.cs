using Queue.Stage;

[assembly: AssemblyFixture(typeof(QueueServers))]
