import { ONE_PLATFORM } from './fault-pipelines';
import { testFaults } from './fault-suite';

testFaults(ONE_PLATFORM);
