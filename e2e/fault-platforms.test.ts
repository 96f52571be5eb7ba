import { PLATFORMS } from './fault-pipelines';
import { testFaults } from './fault-suite';

testFaults(PLATFORMS);
